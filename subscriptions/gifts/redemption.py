"""Redeem a gift: once, by one reader, for the whole time that was paid."""

from datetime import datetime

from django.db import models, transaction

from accounts.models import User
from subscriptions import entitlements
from subscriptions.gift_entitlements import OF_ONES_OWN
from subscriptions.gifts import codes, orders
from subscriptions.intervals import after
from subscriptions.models import Entitlement, Gift
from subscriptions.models.entitlements import EntitlementQuerySet

Source = Entitlement.Source
# One message for unknown, used and revoked codes, so that nobody learns anything by guessing.
UNKNOWN = (
    "We can’t redeem this code. Look at it again, letter by letter. If it is right, it has been"
    " used by somebody else or its price was paid back: please ask whoever gave it to you."
)
ENDLESS = (
    "You may read every column without an end, so this gift would give you nothing. Keep the code"
    " for somebody else."
)
ALREADY_YOURS = "You have redeemed this gift already."


class NotRedeemed(Exception):
    """A gift that cannot be redeemed; the message is displayed to the reader."""


def begins_at(user: User, *, at: datetime) -> datetime:
    """Return now, or when the reader's own entitlements end; raise NotRedeemed if these have no
    end.
    """
    # Seats of institutions and groups do not count: they are not the reader's own and may end any
    # day.
    begins = entitlements.covered_until(_own(user), at=at)
    if begins is None:
        raise NotRedeemed(ENDLESS)
    return begins


@transaction.atomic
def redeem(entered: str, *, user: User, at: datetime) -> Entitlement:
    """Create the entitlement of the gift; raise NotRedeemed if the code is refused."""
    User.objects.select_for_update(no_key=True).get(
        pk=user.pk
    )  # lock: a reader's gifts start one after another
    starts_at = begins_at(user, at=at)
    # The same query for each code, so that the response time reveals nothing.
    gift = _locked(codes.normal(entered))
    if gift is None or not gift.is_bought:
        raise NotRedeemed(UNKNOWN)
    if gift.redeemed_at is not None:
        raise NotRedeemed(ALREADY_YOURS if gift.redeemed_by_id == user.pk else UNKNOWN)
    entitlement = Entitlement.objects.create(
        user=user,
        source=Source.GIFT,
        starts_at=starts_at,
        ends_at=_end(gift, starts_at),
        note=f"Gift {gift.pk}",
    )
    gift.redeemed_by, gift.redeemed_at, gift.entitlement = user, at, entitlement
    gift.save(update_fields=["redeemed_by", "redeemed_at", "entitlement"])
    orders.send_redeemed_email(gift, at=at)
    return entitlement


@transaction.atomic
def reschedule_waiting(user: User, *, at: datetime) -> int:
    """Start gifts that have not begun when the reader's other entitlements end; return how many
    moved.

    A renewed subscription postpones them, one that ends early brings them forward, so that no day
    is lost.
    """
    if not _waiting(at).filter(user=user).exists():
        return 0
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = list(
        _waiting(at).filter(user=user).select_related("gift").order_by("starts_at", "pk")
    )
    begun = _own(user).exclude(pk__in=[entitlement.pk for entitlement in waiting])
    begins = entitlements.covered_until(begun, at=at)
    moved = 0
    for entitlement in waiting if begins else []:
        moved += _move(entitlement, begins or at)
        begins = entitlement.ends_at
    return moved


def reschedule_all_waiting(*, at: datetime) -> int:
    readers = User.objects.filter(pk__in=_waiting(at).values("user"))
    return sum(reschedule_waiting(reader, at=at) for reader in readers)


def _own(user: User) -> EntitlementQuerySet:
    return Entitlement.objects.filter(user=user, source__in=OF_ONES_OWN)


def _waiting(at: datetime) -> models.QuerySet[Entitlement]:
    not_begun = Entitlement.objects.filter(
        source=Source.GIFT, starts_at__gt=at, ends_at__gt=models.F("starts_at")
    )
    return not_begun.filter(gift__isnull=False, gift__revoked_at=None)


def _move(entitlement: Entitlement, begins: datetime) -> bool:
    if entitlement.starts_at == begins:
        return False
    is_whole = entitlement.ends_at == _end(entitlement.gift, entitlement.starts_at)
    ends = (
        _end(entitlement.gift, begins)
        if is_whole or not entitlement.ends_at
        else begins + (entitlement.ends_at - entitlement.starts_at)
    )
    entitlement.starts_at, entitlement.ends_at = begins, ends
    # `update`, not `save`: the receiver of post_save would reschedule the same gifts again.
    return (
        Entitlement.objects.filter(pk=entitlement.pk).update(
            starts_at=entitlement.starts_at, ends_at=entitlement.ends_at
        )
        == 1
    )


def _locked(code: str) -> Gift | None:
    rows = Gift.objects.select_for_update(of=("self",), no_key=True).select_related(
        "purchase__price__plan"
    )
    return rows.filter(code_mac__in=codes.macs(code)).first()


def _end(gift: Gift, start: datetime) -> datetime:
    return after(start, gift.interval, gift.interval_count)
