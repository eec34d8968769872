"""What happens to a gift when its payment goes back or comes again, or the desk takes it back."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from subscriptions import rights
from subscriptions.intervals import after
from subscriptions.models import CancellationRequest, Entitlement, Gift, Payment
from subscriptions.models.payments import GONE_BACK

Source = Entitlement.Source
OF_ONES_OWN = (Source.SUBSCRIPTION, Source.GIFT, Source.COMPLIMENTARY)


def sync(payment: Payment, *, at: datetime) -> None:
    """Money that went back, or is disputed, takes the gift with it; money that came again brings it back.

    A partial refund takes nothing. What the desk took back, or its buyer withdrew from, stays taken back.
    """
    gift = Gift.objects.filter(purchase=payment.purchase_id).first() if payment.purchase_id else None
    if gift is None:
        return
    if payment.state in GONE_BACK:
        revoke(gift, at=at)
    elif payment.is_good:
        _restore(gift, at)


@transaction.atomic
def revoke(gift: Gift, *, by_desk: bool = False, at: datetime) -> bool:
    """The code opens nothing any more, and the right that it gave ends at once; False where that was so already."""
    locked = _locked(gift)
    if locked.revoked_at is not None:
        return False
    locked.revoked_at, locked.revoked_by_desk = at, by_desk
    right = locked.entitlement
    if right is not None and right.ends_at is not None:
        # None stands for the whole time: the right had not begun.
        locked.time_left = max(right.ends_at - at, timedelta(0)) if right.starts_at <= at else None
    locked.save(update_fields=["revoked_at", "revoked_by_desk", "time_left"])
    if right is not None and (right.ends_at is None or right.ends_at > at):
        right.ends_at = max(at, right.starts_at)
        right.save(update_fields=["ends_at"])
    return True


@transaction.atomic
def revoke_unredeemed(gift: Gift, *, at: datetime) -> bool:
    """Revoke it for a withdrawal; False where somebody has redeemed it, or it was revoked before."""
    locked = _locked(gift)
    return locked.redeemed_at is None and revoke(locked, at=at)


@transaction.atomic
def _restore(gift: Gift, at: datetime) -> None:
    """The code is good again; of a gift in use, the reader gets all the time that was left."""
    locked = _locked(gift)
    if locked.revoked_at is None or locked.revoked_by_desk or _is_withdrawn(locked):
        return
    locked.revoked_at = None
    reader = locked.redeemed_by
    if reader is not None and locked.entitlement is not None and locked.time_left != timedelta(0):
        # An ended right is history and stays: a new one follows it, after whatever else the reader has.
        own = Entitlement.objects.filter(user=reader, source__in=OF_ONES_OWN)
        begins = rights.covered_until(own, at=at) or at
        ends = begins + locked.time_left if locked.time_left else after(begins, gift.interval, gift.interval_count)
        locked.entitlement = Entitlement.objects.create(
            user=reader, source=Source.GIFT, starts_at=begins, ends_at=ends, note=f"Gift {gift.pk}"
        )
    locked.save(update_fields=["revoked_at", "entitlement"])


def _is_withdrawn(gift: Gift) -> bool:
    """Whether its buyer has withdrawn: the payment stays good until the provider has taken the refund."""
    return CancellationRequest.objects.confirmed().filter(purchase=gift.purchase_id).exists()


def _locked(gift: Gift) -> Gift:
    if gift.redeemed_by_id:  # redeeming locks the reader first, so this does too
        User.objects.select_for_update(no_key=True).filter(pk=gift.redeemed_by_id).first()
    return Gift.objects.select_for_update(of=("self",), no_key=True).get(pk=gift.pk)
