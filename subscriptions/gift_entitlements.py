"""The entitlements of gifts.

A gift is revoked when its payment is refunded or the desk decides so, and restored when it is paid
again. One that waits for the reader's other entitlements to end begins as soon as they do.
"""

from datetime import datetime, timedelta

from django.db import models, transaction

from accounts.models import User
from subscriptions import entitlements
from subscriptions.dates import after
from subscriptions.links import gift as gift_links
from subscriptions.models import CancellationRequest, Entitlement, Gift, Payment
from subscriptions.models.entitlements import EntitlementQuerySet
from subscriptions.models.payments import REFUNDED_STATES

Source = Entitlement.Source


def readers_own(user: User) -> EntitlementQuerySet:
    """Select the entitlements after which a gift begins.

    Seats of institutions and groups do not count: they are not the reader's own and may end any
    day.
    """
    own = (Source.SUBSCRIPTION, Source.GIFT, Source.COMPLIMENTARY)
    return Entitlement.objects.filter(user=user, source__in=own)


def full_end(gift: Gift, start: datetime) -> datetime:
    return after(start, gift.interval, gift.interval_count)


def sync(payment: Payment, *, at: datetime) -> None:
    """Revoke the gift after a full refund or a dispute; restore it if the payment is good again.

    A partial refund changes nothing. A gift that the desk revoked, or its buyer withdrew from,
    stays revoked.
    """
    gift = _gift_of(payment)
    if gift is None:
        return
    if payment.state in REFUNDED_STATES:
        revoke(gift, at=at)
    elif payment.is_good:
        _restore(gift, at)


def revoke_of(payment: Payment, *, at: datetime) -> bool:
    """Revoke the gift of this payment by order of the desk; return False if there is none."""
    gift = _gift_of(payment)
    return gift is not None and revoke(gift, by_desk=True, at=at)


def _gift_of(payment: Payment) -> Gift | None:
    if payment.purchase_id is None:
        return None
    return Gift.objects.filter(purchase=payment.purchase_id).first()


@transaction.atomic
def revoke(gift: Gift, *, by_desk: bool = False, at: datetime) -> bool:
    """Revoke the code and end its entitlement at once; return False if it was revoked already."""
    locked = _locked(gift)
    if locked.revoked_at is not None:
        return False
    locked.revoked_at, locked.revoked_by_desk = at, by_desk
    entitlement = locked.entitlement
    if entitlement is not None and entitlement.ends_at is not None:
        starts_at, ends_at = entitlement.starts_at, entitlement.ends_at
        # An entitlement that has not begun is shorter if the gift was in use before.
        if starts_at > at and ends_at == full_end(locked, starts_at):
            locked.time_left = None  # the whole time
        else:
            locked.time_left = max(ends_at - max(at, starts_at), timedelta(0))
    locked.save(update_fields=["revoked_at", "revoked_by_desk", "time_left"])
    if entitlement is not None and (entitlement.ends_at is None or entitlement.ends_at > at):
        entitlement.ends_at = max(at, entitlement.starts_at)
        entitlement.save(update_fields=["ends_at"])
    reader = locked.redeemed_by
    if reader is not None:
        gift_links.revoke_without_entitlement(reader, at=at)
    return True


@transaction.atomic
def revoke_unredeemed(gift: Gift, *, at: datetime) -> bool:
    """Revoke a gift for a withdrawal; return False if it was redeemed or already revoked."""
    locked = _locked(gift)
    return locked.redeemed_at is None and revoke(locked, at=at)


@transaction.atomic
def _restore(gift: Gift, at: datetime) -> None:
    """Make the code valid again; if it was redeemed, give the reader all the time that was left."""
    locked = _locked(gift)
    if locked.revoked_at is None or locked.revoked_by_desk:
        return
    # The payment stays good until the provider accepts the refund of a withdrawal.
    if CancellationRequest.objects.confirmed().filter(purchase=locked.purchase_id).exists():
        return
    locked.revoked_at = None
    reader = locked.redeemed_by
    if reader is not None and locked.entitlement is not None and locked.time_left != timedelta(0):
        # Never reopen an ended entitlement: create one after the reader's other entitlements.
        begins = entitlements.covered_until(readers_own(reader), at=at) or at
        ends = begins + locked.time_left if locked.time_left else full_end(gift, begins)
        locked.entitlement = Entitlement.objects.create(
            user=reader, source=Source.GIFT, starts_at=begins, ends_at=ends, note=f"Gift {gift.pk}"
        )
    locked.save(update_fields=["revoked_at", "entitlement"])


@transaction.atomic
def reschedule_waiting(user: User, *, at: datetime) -> int:
    """Start gifts that have not begun when the reader's other entitlements end.

    Return how many moved. A renewed subscription postpones them, one that ends early brings them
    forward, so that no day is lost.
    """
    if not _waiting(at).filter(user=user).exists():
        return 0
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = list(
        _waiting(at).filter(user=user).select_related("gift").order_by("starts_at", "pk")
    )
    begun = readers_own(user).exclude(pk__in=[entitlement.pk for entitlement in waiting])
    begins = entitlements.covered_until(begun, at=at)
    if begins is None:
        return 0
    moved = 0
    for entitlement in waiting:
        ends = _end_if_begun(entitlement, begins)
        if entitlement.starts_at != begins:
            # `update`, not `save`: the receiver of post_save would reschedule the same gifts again.
            rows = Entitlement.objects.filter(pk=entitlement.pk)
            moved += rows.update(starts_at=begins, ends_at=ends)
        begins = ends
    return moved


def reschedule_all_waiting(*, at: datetime) -> int:
    readers = User.objects.filter(pk__in=_waiting(at).values("user"))
    return sum(reschedule_waiting(reader, at=at) for reader in readers)


def _waiting(at: datetime) -> models.QuerySet[Entitlement]:
    not_begun = Entitlement.objects.filter(
        source=Source.GIFT, starts_at__gt=at, ends_at__gt=models.F("starts_at")
    )
    return not_begun.filter(gift__isnull=False, gift__revoked_at=None)


def _end_if_begun(entitlement: Entitlement, begins: datetime) -> datetime:
    """Return the end of a waiting gift that begins at `begins`.

    It may be shorter than bought if it was in use before.
    """
    starts_at, ends_at = entitlement.starts_at, entitlement.ends_at
    if ends_at is None or ends_at == full_end(entitlement.gift, starts_at):
        return full_end(entitlement.gift, begins)
    return begins + (ends_at - starts_at)


def _locked(gift: Gift) -> Gift:
    if gift.redeemed_by_id:  # lock the reader first, as redeeming does, against deadlocks
        User.objects.select_for_update(no_key=True).filter(pk=gift.redeemed_by_id).first()
    return Gift.objects.select_for_update(of=("self",), no_key=True).get(pk=gift.pk)
