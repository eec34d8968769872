"""Redeeming a gift: once, by one reader, for the whole time that was paid."""

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
# One sentence for a code that never was, one that another reader has used and one taken back: no guess learns more.
UNKNOWN = (
    "We can’t redeem this code. Look at it again, letter by letter. If it is right, it has been used by somebody else"
    " or its price was paid back: please ask whoever gave it to you."
)
ENDLESS = (
    "You may read every column without an end, so this gift would give you nothing. Keep the code for somebody else."
)
ALREADY_YOURS = "You have redeemed this gift already."


class NotRedeemed(Exception):
    """Its text tells the reader why."""


def begins_at(user: User, *, at: datetime) -> datetime:
    """Now, or when the rights end that the reader has already. NotRedeemed where those have no end.

    An institution's and a group's seats are not the reader's own and may end any day: a gift does not wait for them.
    """
    begins = entitlements.covered_until(_own(user), at=at)
    if begins is None:
        raise NotRedeemed(ENDLESS)
    return begins


@transaction.atomic
def redeem(entered: str, *, user: User, at: datetime) -> Entitlement:
    """The right to read for the gift's time; NotRedeemed says why not. Every refused code costs the same look-up."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one reader's gifts one after the other
    starts_at = begins_at(user, at=at)
    gift = _locked(codes.normal(entered))
    if gift is None or not gift.is_bought:
        raise NotRedeemed(UNKNOWN)
    if gift.redeemed_at is not None:
        raise NotRedeemed(ALREADY_YOURS if gift.redeemed_by_id == user.pk else UNKNOWN)
    entitlement = Entitlement.objects.create(
        user=user, source=Source.GIFT, starts_at=starts_at, ends_at=_end(gift, starts_at), note=f"Gift {gift.pk}"
    )
    gift.redeemed_by, gift.redeemed_at, gift.entitlement = user, at, entitlement
    gift.save(update_fields=["redeemed_by", "redeemed_at", "entitlement"])
    orders.send_redeemed_email(gift, at=at)
    return entitlement


@transaction.atomic
def reschedule_waiting(user: User, *, at: datetime) -> int:
    """Gifts that have not begun begin when the reader's other rights end, as things are now; how many moved.

    A subscription that renews puts them off, one that ends before its time brings them forward: no day is lost.
    """
    if not _waiting(at).filter(user=user).exists():
        return 0
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = list(_waiting(at).filter(user=user).select_related("gift").order_by("starts_at", "pk"))
    begun = _own(user).exclude(pk__in=[entitlement.pk for entitlement in waiting])
    begins = entitlements.covered_until(begun, at=at)
    moved = 0
    for entitlement in waiting if begins else []:
        moved += _move(entitlement, begins or at)
        begins = entitlement.ends_at
    return moved


def reschedule_all_waiting(*, at: datetime) -> int:
    """The same for everybody who has a gift that waits."""
    readers = User.objects.filter(pk__in=_waiting(at).values("user"))
    return sum(reschedule_waiting(reader, at=at) for reader in readers)


def _own(user: User) -> EntitlementQuerySet:
    return Entitlement.objects.filter(user=user, source__in=OF_ONES_OWN)


def _waiting(at: datetime) -> models.QuerySet[Entitlement]:
    not_begun = Entitlement.objects.filter(source=Source.GIFT, starts_at__gt=at, ends_at__gt=models.F("starts_at"))
    return not_begun.filter(gift__isnull=False, gift__revoked_at=None)


def _move(entitlement: Entitlement, begins: datetime) -> bool:
    """Quietly: whoever watches rights being saved would settle the same gifts again."""
    if entitlement.starts_at == begins:
        return False
    is_whole = entitlement.ends_at == _end(entitlement.gift, entitlement.starts_at)
    ends = (
        _end(entitlement.gift, begins)
        if is_whole or not entitlement.ends_at
        else begins + (entitlement.ends_at - entitlement.starts_at)
    )
    entitlement.starts_at, entitlement.ends_at = begins, ends
    return (
        Entitlement.objects.filter(pk=entitlement.pk).update(
            starts_at=entitlement.starts_at, ends_at=entitlement.ends_at
        )
        == 1
    )


def _locked(code: str) -> Gift | None:
    rows = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("purchase__price__plan")
    return rows.filter(code_mac__in=codes.macs(code)).first()


def _end(gift: Gift, start: datetime) -> datetime:
    return after(start, gift.interval, gift.interval_count)
