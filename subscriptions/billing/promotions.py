"""Promotion codes: one for each purchase, and one use for each reader."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.exceptions import Refusal
from accounts.models import User
from subscriptions.gateways import minimums
from subscriptions.gateways.base import Discount
from subscriptions.models import Price, Promotion, PromotionUse, Purchase
from subscriptions.models.money import step

UNKNOWN = "This code does not exist. Check the spelling, or continue without it."
OVER = "This code is no longer valid."
NOT_YET = "This code is not valid yet."
USED_UP = "This code has been used up."
USED_BY_YOU = "You have used this code already."
OTHER_PLAN = "This code is for another plan."
OTHER_CURRENCY = "This code is for prices in {currency}."
REDUCED = "This price is reduced already; a code cannot be added to it."


TOO_LITTLE_LEFT = (
    "This code cannot be used with this price: what is left to pay is below the payment provider’s"
    " minimum. Please continue without it."
)


class PromotionError(Refusal):
    """A refused code; the message is displayed to the reader."""


def normalised(code: str) -> str:
    return "".join(code.split()).upper()


def find(code: str, price: Price, *, user: User, at: datetime) -> Promotion:
    """Return the promotion of this code.

    Raise PromotionError if it is not valid for this price and reader now.
    """
    promotion = Promotion.objects.filter(code=normalised(code)).first()
    if promotion is None:
        raise PromotionError(UNKNOWN)
    if promotion.starts_at and at < promotion.starts_at:
        raise PromotionError(NOT_YET)
    if promotion.ends_at and at >= promotion.ends_at:
        raise PromotionError(OVER)
    _check_price(promotion, price)
    # A use that belongs to an open pay page of this account may be used again.
    uses = PromotionUse.objects.filter(promotion=promotion, reader_number=user.reader_number)
    if uses.exclude(user=user, purchase__state=Purchase.State.OPEN).exists():
        raise PromotionError(USED_BY_YOU)
    return promotion


def _check_price(promotion: Promotion, price: Price) -> None:
    if price.intro_intervals or price.trial_days:
        raise PromotionError(REDUCED)
    if promotion.currency and promotion.currency != price.currency:
        raise PromotionError(OTHER_CURRENCY.format(currency=promotion.currency))
    if promotion.plans.exists() and not promotion.plans.filter(pk=price.plan_id).exists():
        raise PromotionError(OTHER_PLAN)
    if leaves_too_little(promotion, price):
        raise PromotionError(TOO_LITTLE_LEFT)


def discount(promotion: Promotion, price: Price) -> Discount:
    """Return the discount on this price, in minor units, rounded in the reader's favour."""
    off = promotion.amount_off
    if not off:
        smallest = step(price.currency)  # that can be paid
        hundredths = price.amount * (promotion.percent_off or 0)
        # -(-a // b) rounds up.
        off = -(-hundredths // (100 * smallest)) * smallest
    off = min(off, price.amount)
    key = f"promotion-{promotion.pk}-{price.currency}-{off}-{promotion.intervals or 'all'}"
    return Discount(key=key, amount_off=off, intervals=promotion.intervals)


def leaves_too_little(promotion: Promotion, price: Price) -> bool:
    remaining = price.amount - discount(promotion, price).amount_off
    return minimums.is_too_small(remaining, price.currency)


def prices_below_minimum(promotion: Promotion) -> list[Price]:
    prices = Price.objects.listed().filter(trial_days=0, intro_intervals=0).select_related("plan")
    if promotion.currency:
        prices = prices.filter(currency=promotion.currency)
    if promotion.plans.exists():
        prices = prices.filter(plan__in=promotion.plans.all())
    return [price for price in prices if leaves_too_little(promotion, price)]


def claim(promotion: Promotion, purchase: Purchase) -> None:
    """Take a free use of the code for this purchase; raise PromotionError if there is none."""
    most = promotion.most_uses
    number = purchase.user.reader_number if purchase.user else None
    # The database allows one row for each slot. If two purchases want the same slot, one insert is
    # ignored and that purchase tries the next slot.
    for _ in range(1000):
        slot = _free_slot(promotion)
        if most is not None and slot > most:
            raise PromotionError(USED_UP)
        use = PromotionUse(
            promotion=promotion,
            slot=slot,
            purchase=purchase,
            user=purchase.user,
            reader_number=number,
        )
        PromotionUse.objects.bulk_create([use], ignore_conflicts=True)
        if PromotionUse.objects.filter(purchase=purchase).exists():
            return
        if PromotionUse.objects.filter(promotion=promotion, reader_number=number).exists():
            raise PromotionError(USED_BY_YOU)
    raise PromotionError(USED_UP)


def _free_slot(promotion: Promotion) -> int:
    """Return the lowest free slot with a constant number of queries."""
    if not promotion.uses.filter(slot=1).exists():
        return 1
    after = PromotionUse.objects.filter(promotion=OuterRef("promotion"), slot=OuterRef("slot") + 1)
    before_gap = promotion.uses.filter(~Exists(after)).order_by("slot")
    return int(before_gap.values_list("slot", flat=True)[0]) + 1


def release(purchase: Purchase) -> None:
    PromotionUse.objects.filter(purchase=purchase).delete()
