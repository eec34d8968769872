"""What is forgotten in time (manage.py prune): who got which mail, who gets none any more, links that have ended."""

from datetime import datetime, timedelta

from newsletters.models import Delivery, Recipient
from subscriptions.models import LetterLink

NAMED_FOR = timedelta(days=30)  # long enough to answer who asks why a mail did not come


def names(at: datetime) -> int:
    """A mailing that ended a month ago keeps its numbers, not its recipients."""
    old = Delivery.objects.filter(mailing__finished_at__lte=at - NAMED_FOR, recipient__isnull=False)
    return old.update(recipient=None)


def recipients(at: datetime) -> int:
    """Whoever has left everything, once nothing is on its way there."""
    nothing = Recipient.objects.filter(sign_ups=None, follows=None, confirmed_at__lte=at)
    deleted, _ = nothing.exclude(pk__in=Delivery.objects.exclude(recipient=None).values("recipient")).delete()
    return deleted


def links(at: datetime) -> int:
    _, counted = LetterLink.objects.filter(expires_at__lte=at - NAMED_FOR).delete()
    return counted.get("subscriptions.LetterLink", 0)
