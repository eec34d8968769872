"""Revoke a gift when its payment is refunded or the desk decides so, and restore it when it is paid
again.
"""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from subscriptions import entitlements
from subscriptions.intervals import after
from subscriptions.links import gift as gift_links
from subscriptions.models import CancellationRequest, Entitlement, Gift, Payment
from subscriptions.models.payments import REFUNDED_STATES

Source = Entitlement.Source
OF_ONES_OWN = (Source.SUBSCRIPTION, Source.GIFT, Source.COMPLIMENTARY)


def sync(payment: Payment, *, at: datetime) -> None:
    """Revoke the gift after a full refund or a dispute; restore it if the payment becomes good
    again.

    A partial refund changes nothing. A gift that the desk revoked, or its buyer withdrew from,
    stays revoked.
    """
    gift = (
        Gift.objects.filter(purchase=payment.purchase_id).first() if payment.purchase_id else None
    )
    if gift is None:
        return
    if payment.state in REFUNDED_STATES:
        revoke(gift, at=at)
    elif payment.is_good:
        _restore(gift, at)


def revoke_of(payment: Payment, *, at: datetime) -> bool:
    """Revoke the gift that this payment paid for, by order of the desk; return False if there is
    none.
    """
    gift = (
        Gift.objects.filter(purchase=payment.purchase_id).first() if payment.purchase_id else None
    )
    return gift is not None and revoke(gift, by_desk=True, at=at)


@transaction.atomic
def revoke(gift: Gift, *, by_desk: bool = False, at: datetime) -> bool:
    """Revoke the code and end its entitlement immediately; return False if it was already
    revoked.
    """
    locked = _locked(gift)
    if locked.revoked_at is not None:
        return False
    locked.revoked_at, locked.revoked_by_desk = at, by_desk
    entitlement = locked.entitlement
    if entitlement is not None and entitlement.ends_at is not None:
        # None means the whole time. An entitlement that has not begun is shorter if the gift was in
        # use before.
        is_whole = entitlement.starts_at > at and entitlement.ends_at == _full_end(
            locked, entitlement.starts_at
        )
        locked.time_left = (
            None
            if is_whole
            else max(entitlement.ends_at - max(at, entitlement.starts_at), timedelta(0))
        )
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
    if locked.revoked_at is None or locked.revoked_by_desk or _is_buyer_withdrawn(locked):
        return
    locked.revoked_at = None
    reader = locked.redeemed_by
    if reader is not None and locked.entitlement is not None and locked.time_left != timedelta(0):
        # Never reopen an ended entitlement: create a new one, after the reader's other
        # entitlements.
        own = Entitlement.objects.filter(user=reader, source__in=OF_ONES_OWN)
        begins = entitlements.covered_until(own, at=at) or at
        ends = begins + locked.time_left if locked.time_left else _full_end(gift, begins)
        locked.entitlement = Entitlement.objects.create(
            user=reader, source=Source.GIFT, starts_at=begins, ends_at=ends, note=f"Gift {gift.pk}"
        )
    locked.save(update_fields=["revoked_at", "entitlement"])


def _full_end(gift: Gift, start: datetime) -> datetime:
    return after(start, gift.interval, gift.interval_count)


def _is_buyer_withdrawn(gift: Gift) -> bool:
    # The payment stays good until the provider accepts the refund.
    return CancellationRequest.objects.confirmed().filter(purchase=gift.purchase_id).exists()


def _locked(gift: Gift) -> Gift:
    if gift.redeemed_by_id:  # lock the reader first, as redeeming does, against deadlocks
        User.objects.select_for_update(no_key=True).filter(pk=gift.redeemed_by_id).first()
    return Gift.objects.select_for_update(of=("self",), no_key=True).get(pk=gift.pk)
