"""What Stripe is told about a sale: parameters, and the names under which its catalogue keeps our terms."""

import hashlib
import json
import re
from typing import Any

from subscriptions.gateways.base import Discount, Sale, Terms
from subscriptions.gateways.stripe.fields import id_of
from subscriptions.gateways.stripe.money import to_stripe
from subscriptions.intervals import DAYS, MONTHS

Params = Any  # the SDK's own types are closed dictionaries, which only it can name

SHORTEST_MONTH = 28
DISCOUNT = ("discount", "coupon", "promotion_code")  # a phase names one of them


def idempotency_key(reference: str, params: Params) -> str:
    """The same sale gives the same key; another offer under the same reference does not collide with it."""
    sold = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
    return f"{reference}-{sold[:16]}"


def lookup_key(terms: Terms) -> str:
    """Return the lookup key of the catalogue price with these terms."""
    amount = to_stripe(terms.amount, terms.currency)
    return f"{terms.product_key}-{amount}-{terms.currency}-{terms.interval_count}-{terms.interval}".lower()


def price(terms: Terms) -> Params:
    return {
        "product": terms.product_key,
        "unit_amount": to_stripe(terms.amount, terms.currency),
        "currency": terms.currency.lower(),
        "recurring": {"interval": terms.interval, "interval_count": terms.interval_count},
        "lookup_key": lookup_key(terms),
        "transfer_lookup_key": True,  # from one that was archived at the dashboard
    }


def coupon(discount: Discount, terms: Terms, trial_days: int) -> Params:
    """Named after all that it says: a coupon's terms never change at Stripe."""
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
    """Stripe counts months from the start. Where that cannot be exact, a reader never pays more than was shown."""
    if intervals is None:
        return {"duration": "forever"}
    if not terms.interval or (intervals == 1 and not trial_days):
        return {"duration": "once"}
    if terms.interval in DAYS:
        days = trial_days + (intervals - 1) * terms.interval_count * DAYS[terms.interval]
        return {"duration": "repeating", "duration_in_months": days // SHORTEST_MONTH + 1}
    each = MONTHS[terms.interval] * terms.interval_count
    months = (intervals - 1) * each + trial_days // SHORTEST_MONTH + 1 if trial_days else intervals * each
    return {"duration": "repeating", "duration_in_months": months}


def session(sale: Sale, *, price_id: str, coupon_id: str) -> Params:
    """A pay page: Stripe closes it after a day, for as long as it also remembers the idempotency key."""
    messages = {"reference": sale.reference}
    page: Params = {
        "mode": "subscription" if sale.terms.interval else "payment",
        "line_items": [
            {"quantity": 1, "price": price_id} if price_id else {"quantity": 1, "price_data": _once(sale.terms)}
        ],
        "client_reference_id": sale.reference,
        "metadata": messages,
        "success_url": sale.success_url,
        "cancel_url": sale.cancel_url,
        "locale": "auto",
        "adaptive_pricing": {"enabled": False},  # what was shown is what is charged, in the same currency
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
    """The present period as it is, then one interval of the new price; from then on the subscription goes on alone."""
    now = schedule["phases"][0]
    held = [{name: one[name]} for one in now.get("discounts") or [] for name in DISCOUNT if one.get(name)]
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
