"""Parameters of requests to Stripe, and the ids of our terms in its catalogue."""

import hashlib
import json
import re
from typing import Any

from subscriptions.gateways.base import Discount, Sale, Terms
from subscriptions.gateways.stripe.fields import id_of
from subscriptions.gateways.stripe.money import to_stripe
from subscriptions.intervals import DAYS, MONTHS

Params = Any  # the SDK has TypedDicts, but only the gateway may import the SDK

SHORTEST_MONTH = 28
DISCOUNT = ("discount", "coupon", "promotion_code")  # a phase has one of these


def idempotency_key(reference: str, params: Params) -> str:
    """Return a key that is equal for the same sale, and different for another offer with the same
    reference.
    """
    sold = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
    return f"{reference}-{sold[:16]}"


def lookup_key(terms: Terms) -> str:
    """Return the lookup key of the catalogue price with these terms."""
    amount = to_stripe(terms.amount, terms.currency)
    interval = f"{terms.interval_count}-{terms.interval}"
    return f"{terms.product_key}-{amount}-{terms.currency}-{interval}".lower()


def price(terms: Terms) -> Params:
    return {
        "product": terms.product_key,
        "unit_amount": to_stripe(terms.amount, terms.currency),
        "currency": terms.currency.lower(),
        "recurring": {"interval": terms.interval, "interval_count": terms.interval_count},
        "lookup_key": lookup_key(terms),
        # takes the key from a price that was archived in the dashboard
        "transfer_lookup_key": True,
    }


def coupon(discount: Discount, terms: Terms, trial_days: int) -> Params:
    """Return a coupon whose id contains all its terms, because Stripe does not allow changing
    them.
    """
    lasts = _lasts(discount.intervals, terms, trial_days)
    off = to_stripe(discount.amount_off, terms.currency)
    words = [discount.key, off, terms.currency, *lasts.values()]
    return {
        "id": re.sub(r"[^a-z0-9_-]", "-", "-".join(str(word) for word in words).lower()),
        "name": "Discount",
        "amount_off": off,
        "currency": terms.currency.lower(),
        **lasts,
    }


def _lasts(intervals: int | None, terms: Terms, trial_days: int) -> Params:
    """Return the duration of a discount in the units of Stripe's coupons."""
    if intervals is None:
        return {"duration": "forever"}
    if not terms.interval or (intervals == 1 and not trial_days):
        return {"duration": "once"}
    # Stripe counts months from the start. If that cannot be exact, round in the reader's favour.
    if terms.interval in DAYS:
        days = trial_days + (intervals - 1) * terms.interval_count * DAYS[terms.interval]
        return {"duration": "repeating", "duration_in_months": days // SHORTEST_MONTH + 1}
    each = MONTHS[terms.interval] * terms.interval_count
    months = (
        (intervals - 1) * each + trial_days // SHORTEST_MONTH + 1
        if trial_days
        else intervals * each
    )
    return {"duration": "repeating", "duration_in_months": months}


def session(sale: Sale, *, price_id: str, coupon_id: str) -> Params:
    messages = {"reference": sale.reference}
    # No `expires_at`: Stripe's default is a day, for as long as it also remembers the idempotency
    # key.
    page: Params = {
        "mode": "subscription" if sale.terms.interval else "payment",
        "line_items": [
            (
                {"quantity": 1, "price": price_id}
                if price_id
                else {"quantity": 1, "price_data": _once(sale.terms)}
            )
        ],
        "client_reference_id": sale.reference,
        "metadata": messages,
        "success_url": sale.success_url,
        "cancel_url": sale.cancel_url,
        "locale": "auto",
        "adaptive_pricing": {"enabled": False},  # charge the displayed amount and currency
    }
    page |= {"customer": sale.customer_id} if sale.customer_id else {"customer_email": sale.email}
    if coupon_id:
        page["discounts"] = [{"coupon": coupon_id}]
    if not sale.terms.interval:
        return page | {"payment_intent_data": {"metadata": messages}}
    trial = {"trial_period_days": sale.trial_days} if sale.trial_days else {}
    return page | {"subscription_data": {"metadata": messages, **trial}}


def _once(terms: Terms) -> Params:
    amount = to_stripe(terms.amount, terms.currency)
    return {"product": terms.product_key, "unit_amount": amount, "currency": terms.currency.lower()}


def phases(schedule: Params, price_id: str, terms: Terms) -> Params:
    """Return the phases of a schedule: the present period unchanged, then one interval of the new
    price.
    """
    now = schedule["phases"][0]
    held = [
        {name: one[name]}
        for one in now.get("discounts") or []
        for name in DISCOUNT
        if one.get(name)
    ]
    remaining = {"discounts": held} if held else {}
    items = [{"price": id_of(item["price"]), "quantity": item["quantity"]} for item in now["items"]]
    return [
        {"items": items, "start_date": now["start_date"], "end_date": now["end_date"], **remaining},
        {
            "items": [{"price": price_id, "quantity": 1}],
            "duration": {"interval": terms.interval, "interval_count": terms.interval_count},
            "proration_behavior": "none",
            **remaining,
        },
    ]
