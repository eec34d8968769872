"""What the coming charges of a subscription are: the next one, and the first at the full price."""

from datetime import datetime

from subscriptions.billing import promotions
from subscriptions.intervals import after
from subscriptions.models import Purchase, Subscription
from subscriptions.models.money import format_money


def next_money(subscription: Subscription) -> str:
    return format_money(next_amount(subscription), subscription.currency)


def reduced(subscription: Subscription) -> str:
    """The next payment where it is less than the price; else nothing."""
    return next_money(subscription) if next_amount(subscription) < subscription.amount else ""


def next_amount(subscription: Subscription) -> int:
    """In minor units; what an introductory price or a promotion takes off is off."""
    off, intervals = _discount(subscription.purchase)
    full_from = full_price_from(subscription)
    is_cheap = intervals is None or (full_from is not None and subscription.period_ends_at < full_from)
    return max(subscription.amount - off, 0) if is_cheap else subscription.amount


def full_price_from(subscription: Subscription) -> datetime | None:
    """When the full price is charged for the first time, after a cheaper start; None: there is no such day."""
    purchase = subscription.purchase
    off, intervals = _discount(purchase)
    if purchase is None or not off or not intervals:
        return None
    begins = subscription.trial_ends_at or subscription.started_at
    return after(begins, purchase.interval, purchase.interval_count * intervals)


def _discount(purchase: Purchase | None) -> tuple[int, int | None]:
    """How much is off, and for how many charges (None: for all)."""
    price = purchase.price if purchase else None
    if purchase is None or price is None:
        return 0, 0
    if purchase.promotion is not None:
        discount = promotions.discount(purchase.promotion, price)
        return discount.amount_off, discount.intervals
    return price.amount - (price.amount if price.intro_amount is None else price.intro_amount), price.intro_intervals
