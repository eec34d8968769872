"""What happens to a gift when its payment goes back, or the desk takes it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from subscriptions.models import Gift, Payment
from subscriptions.models.payments import GONE_BACK


def payment_changed(payment: Payment, *, at: datetime) -> None:
    """Money that went back, or is disputed, takes the gift with it; a partial refund takes nothing."""
    gift = Gift.objects.filter(purchase=payment.purchase_id).first() if payment.purchase_id else None
    if gift is not None and payment.state in GONE_BACK:
        revoke(gift, at=at)


@transaction.atomic
def revoke(gift: Gift, *, at: datetime) -> bool:
    """The code opens nothing any more, and the right that it gave ends at once; False where that was so already."""
    if gift.redeemed_by_id:  # whoever redeems locks the reader first: so does whoever takes back
        User.objects.select_for_update(no_key=True).filter(pk=gift.redeemed_by_id).first()
    locked = Gift.objects.select_for_update(of=("self",), no_key=True).get(pk=gift.pk)
    if locked.revoked_at is not None:
        return False
    locked.revoked_at = at
    locked.save(update_fields=["revoked_at"])
    right = locked.entitlement
    if right is not None and (right.ends_at is None or right.ends_at > at):
        right.ends_at = max(at, right.starts_at)
        right.save(update_fields=["ends_at"])
    return True
