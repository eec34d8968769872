"""Rights that follow something else: a contract, somebody's subscription, one another."""

from datetime import datetime

from django.db.models import F, Q

from accounts.models import User
from subscriptions.models import Entitlement
from subscriptions.models.rights import EntitlementQuerySet


def end(rights: EntitlementQuerySet, *, at: datetime) -> None:
    """What has begun ends at this moment; what was still to come never begins."""
    rights.in_force(at).update(ends_at=at)
    rights.filter(starts_at__gt=at).update(ends_at=F("starts_at"))


# What decides about an entitlement, by the name of its relation: a change of the entitlement itself would be undone.
DECIDES = ("subscription", "group_seat", "institution_seat", "gift")


def decided_by(right: Entitlement) -> str | None:
    """Return which of DECIDES the entitlement belongs to; None if it stands by itself."""
    return next((name for name in DECIDES if hasattr(right, name)), None)


def covered_until(rights: EntitlementQuerySet, *, at: datetime) -> datetime | None:
    """The end of those that follow each other without a gap from `at` on; None where there is no end."""
    until = at
    for right in rights.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("starts_at"):
        if right.starts_at > until:
            break
        if right.ends_at is None:
            return None
        until = max(until, right.ends_at)
    return until


def follow(
    right: Entitlement | None,
    *,
    user: User,
    source: Entitlement.Source,
    note: str,
    starts_at: datetime,
    ends_at: datetime | None,
    at: datetime,
) -> Entitlement | None:
    """The right with which `user` reads from now or `starts_at` on until `ends_at`.

    A right in force is prolonged or shortened. One that has ended is history and stays: a new one follows it.
    """
    begins = max(at, starts_at)
    is_over = ends_at is not None and ends_at <= begins
    if right is not None and (starts_at > at or is_over or not right.is_in_force(at)):
        end(Entitlement.objects.filter(pk=right.pk), at=at)
        right.refresh_from_db()
    if is_over:
        return right
    if right is not None and right.is_in_force(at):
        return _until(right, ends_at)
    return Entitlement.objects.create(user=user, source=source, note=note, starts_at=begins, ends_at=ends_at)


def _until(right: Entitlement, ends_at: datetime | None) -> Entitlement:
    if right.ends_at != ends_at:
        right.ends_at = ends_at
        right.save(update_fields=["ends_at"])
    return right
