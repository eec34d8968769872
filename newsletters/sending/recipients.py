"""Create the deliveries of a mailing."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from newsletters.models import Delivery, Mailing, Recipient, SignUp, Suppression
from newsletters.sending import alerts

ROWS = 1000  # in one insert


def address(mailing: Mailing, *, at: datetime) -> None:
    """Create a delivery for each recipient.

    Can be repeated after a crash: it adds the missing ones.
    """
    last = 0
    while keys := list(
        _audience(mailing).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:ROWS]
    ):
        rows = [Delivery(mailing=mailing, recipient_id=key) for key in keys]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        last = keys[-1]
    mailing.addressed_at = at
    mailing.save(update_fields=["addressed_at"])


def _audience(mailing: Mailing) -> QuerySet[Recipient]:
    """Return recipients who had signed up when the mailing began and are not suppressed."""
    if mailing.issue is not None:
        sign_ups = SignUp.objects.filter(
            newsletter=mailing.issue.newsletter_id, since__lte=mailing.started_at
        )
        wanting = Recipient.objects.filter(pk__in=sign_ups.values("recipient"))
    else:
        wanting = Recipient.objects.filter(pk__in=alerts.follows_for(mailing).values("recipient"))
    return wanting.exclude(address__in=Suppression.objects.values("address"))


def still_subscribed(mailing: Mailing, deliveries: Iterable[Delivery]) -> set[int]:
    """Return the keys of these deliveries' recipients who are still subscribed.

    They have not unsubscribed or been suppressed meanwhile.
    """
    keys = [each.recipient_id for each in deliveries if each.recipient_id]
    return set(_audience(mailing).filter(pk__in=keys).values_list("pk", flat=True))
