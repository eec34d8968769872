"""Entitlements that depend on a contract, another reader's subscription, or each other."""

from datetime import datetime

from django.db.models import F, Q

from accounts.models import User
from subscriptions.models import Entitlement
from subscriptions.models.entitlements import EntitlementQuerySet


def end(entitlements: EntitlementQuerySet, *, at: datetime) -> None:
    entitlements.in_force(at).update(ends_at=at)
    # Future ones never begin; their rows are retained.
    entitlements.filter(starts_at__gt=at).update(ends_at=F("starts_at"))


# What controls an entitlement: its next sync would undo a change of the entitlement.
CONTROLLERS = ("subscription", "group_seat", "institution_seat", "gift")


def controller_of(entitlement: Entitlement) -> str | None:
    """Return which of CONTROLLERS controls the entitlement; None if the desk granted it."""
    return next((name for name in CONTROLLERS if hasattr(entitlement, name)), None)


def covered_until(entitlements: EntitlementQuerySet, *, at: datetime) -> datetime | None:
    """Return the end of the entitlements from `at` on without a gap; None if there is no end."""
    until = at
    not_over = entitlements.filter(Q(ends_at=None) | Q(ends_at__gt=at))
    for entitlement in not_over.order_by("starts_at"):
        if entitlement.starts_at > until:
            break
        if entitlement.ends_at is None:
            return None
        until = max(until, entitlement.ends_at)
    return until


def grant_or_adjust(
    entitlement: Entitlement | None,
    *,
    user: User,
    source: Entitlement.Source,
    note: str,
    starts_at: datetime,
    ends_at: datetime | None,
    at: datetime,
) -> Entitlement | None:
    """Extend or shorten an active entitlement; never reopen an ended one, create a new one.

    Return the entitlement, or None if there was none and none is due.
    """
    begins = max(at, starts_at)
    is_over = ends_at is not None and ends_at <= begins
    if entitlement is not None and (starts_at > at or is_over or not entitlement.is_in_force(at)):
        end(Entitlement.objects.filter(pk=entitlement.pk), at=at)
        entitlement.refresh_from_db()
    if is_over:
        return entitlement
    if entitlement is not None and entitlement.is_in_force(at):
        if entitlement.ends_at != ends_at:
            entitlement.ends_at = ends_at
            entitlement.save(update_fields=["ends_at"])
        return entitlement
    return Entitlement.objects.create(
        user=user, source=source, note=note, starts_at=begins, ends_at=ends_at
    )
