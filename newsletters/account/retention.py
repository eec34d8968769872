"""Retention steps of newsletters (`manage.py prune`)."""

from datetime import datetime, timedelta

from newsletters.models import Delivery, Recipient
from subscriptions.models import EmailLink

NAMED_FOR = timedelta(days=30)  # to answer readers who ask why an e-mail did not come


def names(at: datetime) -> int:
    """Remove the recipients from mailings that ended a month ago; the mailings' totals stay."""
    old = Delivery.objects.filter(mailing__finished_at__lte=at - NAMED_FOR, recipient__isnull=False)
    return old.update(recipient=None)


def recipients(at: datetime) -> int:
    """Delete recipients without sign-ups, follows and open deliveries."""
    nothing = Recipient.objects.filter(sign_ups=None, follows=None, confirmed_at__lte=at)
    deleted, _ = nothing.exclude(
        pk__in=Delivery.objects.exclude(recipient=None).values("recipient")
    ).delete()
    return deleted


def links(at: datetime) -> int:
    _, counted = EmailLink.objects.filter(expires_at__lte=at - NAMED_FOR).delete()
    return counted.get("subscriptions.EmailLink", 0)
