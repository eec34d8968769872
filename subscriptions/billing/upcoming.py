"""The coming charges of a subscription: the next one, and the first at the full price."""

from datetime import datetime

from subscriptions.billing import promotions
from subscriptions.dates import after
from subscriptions.models import Purchase, Subscription
from subscriptions.models.money import format_money


def next_money(subscription: Subscription) -> str:
    return format_money(next_amount(subscription), subscription.currency)


def reduced(subscription: Subscription) -> str:
    return next_money(subscription) if next_amount(subscription) < subscription.amount else ""


def next_amount(subscription: Subscription) -> int:
    """Return the next charge in minor units, less any introductory price or promotion."""
    off, intervals = _discount(subscription.purchase)
    full_from = full_price_from(subscription)
    if intervals is not None and (full_from is None or subscription.period_ends_at >= full_from):
        return subscription.amount
    return max(subscription.amount - off, 0)


def full_price_from(subscription: Subscription) -> datetime | None:
    """Return when the full price is first charged.

    None: there is no lower price, or it has no end.
    """
    purchase = subscription.purchase
    off, intervals = _discount(purchase)
    if purchase is None or not off or not intervals:
        return None
    begins = subscription.trial_ends_at or subscription.started_at
    return after(begins, purchase.interval, purchase.interval_count * intervals)


def _discount(purchase: Purchase | None) -> tuple[int, int | None]:
    """Return the discount and the number of charges it applies to (None: all)."""
    price = purchase.price if purchase else None
    if purchase is None or price is None:
        return 0, 0
    if purchase.promotion is not None:
        discount = promotions.discount(purchase.promotion, price)
        return discount.amount_off, discount.intervals
    intro_amount = price.amount if price.intro_amount is None else price.intro_amount
    return price.amount - intro_amount, price.intro_intervals
