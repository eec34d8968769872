"""Redeem a gift: once, by one reader, for the whole time that was paid."""

from datetime import datetime

from django.db import transaction

from accounts.exceptions import Refusal
from accounts.models import User
from subscriptions import entitlements, gift_entitlements
from subscriptions.gifts import codes, orders
from subscriptions.models import Entitlement, Gift

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


class RedemptionError(Refusal):
    """A gift that cannot be redeemed; the message is displayed to the reader."""


def begins_at(user: User, *, at: datetime) -> datetime:
    """Return now, or when the reader's own entitlements end.

    Raise RedemptionError if these have no end.
    """
    begins = entitlements.covered_until(gift_entitlements.readers_own(user), at=at)
    if begins is None:
        raise RedemptionError(ENDLESS)
    return begins


@transaction.atomic
def redeem(entered: str, *, user: User, at: datetime) -> Entitlement:
    """Create the entitlement of the gift; raise RedemptionError if the code is refused."""
    # Lock: a reader's gifts start one after another.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    starts_at = begins_at(user, at=at)
    # The same query for each code, so that the response time reveals nothing.
    gifts = Gift.objects.select_for_update(of=("self",), no_key=True)
    gifts = gifts.select_related("purchase__price__plan")
    gift = gifts.filter(code_mac__in=codes.macs(codes.normal(entered))).first()
    if gift is None or not gift.is_bought:
        raise RedemptionError(UNKNOWN)
    if gift.redeemed_at is not None:
        raise RedemptionError(ALREADY_YOURS if gift.redeemed_by_id == user.pk else UNKNOWN)
    entitlement = Entitlement.objects.create(
        user=user,
        source=Entitlement.Source.GIFT,
        starts_at=starts_at,
        ends_at=gift_entitlements.full_end(gift, starts_at),
        note=f"Gift {gift.pk}",
    )
    gift.redeemed_by, gift.redeemed_at, gift.entitlement = user, at, entitlement
    gift.save(update_fields=["redeemed_by", "redeemed_at", "entitlement"])
    orders.send_redeemed_email(gift, at=at)
    return entitlement
