"""Parameters of requests to Stripe, and the requests for its catalogue and its schedules.

The catalogue has one product for each plan and one price for the same terms, created when first
needed. A schedule makes new terms wait for the next period, because Stripe charges a change of
interval immediately.
"""

import hashlib
import json
import re
from typing import Any

from subscriptions.dates import DAYS, MONTHS
from subscriptions.gateways.base import Discount, Sale, Terms
from subscriptions.gateways.stripe.fields import StripeObject, id_of, to_stripe

Params = Any  # the SDK has TypedDicts, but only the gateway may import the SDK

SHORTEST_MONTH = 28
DISCOUNT = ("discount", "coupon", "promotion_code")  # a phase has one of these


def idempotency_key(reference: str, params: Params) -> str:
    """Return a key that is equal for the same sale.

    It differs for another offer with the same reference.
    """
    sold = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
    return f"{reference}-{sold[:16]}"


def lookup_key(terms: Terms) -> str:
    """Return the lookup key of the catalogue price with these terms."""
    amount = to_stripe(terms.amount, terms.currency)
    interval = f"{terms.interval_count}-{terms.interval}"
    return f"{terms.product_key}-{amount}-{terms.currency}-{interval}".lower()


def price_params(terms: Terms) -> Params:
    return {
        "product": terms.product_key,
        "unit_amount": to_stripe(terms.amount, terms.currency),
        "currency": terms.currency.lower(),
        "recurring": {"interval": terms.interval, "interval_count": terms.interval_count},
        "lookup_key": lookup_key(terms),
        # Takes the key from a price that was archived in the dashboard.
        "transfer_lookup_key": True,
    }


def find_or_create_price(api: Any, terms: Terms) -> str:
    create_or_rename_product(api, terms)
    found = api.prices.list({"lookup_keys": [lookup_key(terms)], "active": True}).data
    price = found[0] if found else api.prices.create(price_params(terms))
    return str(price.id)


def create_or_rename_product(api: Any, terms: Terms) -> None:
    """Create the product, or give it the plan's present name, which the payment page displays."""
    found = api.products.list({"ids": [terms.product_key]}).data
    if not found:
        api.products.create({"id": terms.product_key, "name": terms.product})
    elif not found[0].active or found[0].name != terms.product:
        api.products.update(terms.product_key, {"active": True, "name": terms.product})


def coupon_params(discount: Discount, terms: Terms, trial_days: int) -> Params:
    """Return a coupon whose id contains all its terms: Stripe does not allow changing them."""
    duration = _discount_duration(discount.intervals, terms, trial_days)
    off = to_stripe(discount.amount_off, terms.currency)
    parts = [discount.key, off, terms.currency, *duration.values()]
    joined = "-".join(str(part) for part in parts).lower()
    return {
        "id": re.sub(r"[^a-z0-9_-]", "-", joined),
        "name": "Discount",
        "amount_off": off,
        "currency": terms.currency.lower(),
        **duration,
    }


def _discount_duration(intervals: int | None, terms: Terms, trial_days: int) -> Params:
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
    months = intervals * each
    if trial_days:
        months += trial_days // SHORTEST_MONTH + 1 - each
    return {"duration": "repeating", "duration_in_months": months}


def checkout_params(sale: Sale, *, price_id: str, coupon_id: str) -> Params:
    metadata = {"reference": sale.reference}
    item = {"price": price_id} if price_id else {"price_data": _single_payment_item(sale.terms)}
    # No `expires_at`: Stripe's default is a day, as long as it remembers the idempotency key.
    page: Params = {
        "mode": "subscription" if sale.terms.interval else "payment",
        "line_items": [{"quantity": 1, **item}],
        "client_reference_id": sale.reference,
        "metadata": metadata,
        "success_url": sale.success_url,
        "cancel_url": sale.cancel_url,
        "locale": "auto",
        "adaptive_pricing": {"enabled": False},  # charge the displayed amount and currency
    }
    page |= {"customer": sale.customer_id} if sale.customer_id else {"customer_email": sale.email}
    if coupon_id:
        page["discounts"] = [{"coupon": coupon_id}]
    if not sale.terms.interval:
        return page | {"payment_intent_data": {"metadata": metadata}}
    trial = {"trial_period_days": sale.trial_days} if sale.trial_days else {}
    return page | {"subscription_data": {"metadata": metadata, **trial}}


def _single_payment_item(terms: Terms) -> Params:
    amount = to_stripe(terms.amount, terms.currency)
    return {"product": terms.product_key, "unit_amount": amount, "currency": terms.currency.lower()}


def schedule_terms(api: Any, subscription_id: str, price_id: str, terms: Terms) -> None:
    schedule = api.subscription_schedules.create({"from_subscription": subscription_id}).to_dict()
    phases = _phase_params(schedule, price_id, terms)
    api.subscription_schedules.update(schedule["id"], {"end_behavior": "release", "phases": phases})


def release_schedule(api: Any, data: StripeObject) -> None:
    """Release the schedule, because Stripe refuses other changes of a subscription that has one."""
    if data["schedule"]:
        api.subscription_schedules.release(id_of(data["schedule"]))


def _phase_params(schedule: Params, price_id: str, terms: Terms) -> Params:
    """Return the phases of a schedule: the present period, then one interval of the new price."""
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
