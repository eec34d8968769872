"""A subscription's life at the provider: it starts, renews, falls behind and ends."""

from tests.stripe_double import invoices
from tests.stripe_double.discounts import still_on
from tests.stripe_double.periods import DAY, next_end
from tests.stripe_double.shapes import StripeObject, listed, shaped
from tests.stripe_double.store import Store


def start(
    store: Store,
    *,
    customer: str,
    price: StripeObject,
    quantity: int,
    method: str | None,
    trial_end: int | None = None,
    metadata: dict[str, str] | None = None,
    description: str | None = None,
) -> StripeObject:
    """A subscription with its one item; nothing is charged yet."""
    anchor = trial_end or store.now
    name = store.fresh_id("subscription")
    subscription = store.make(
        "subscription",
        id=name,
        billing_cycle_anchor=anchor,
        currency=price["currency"],
        customer=customer,
        default_payment_method=method,
        description=description,
        metadata=dict(metadata or {}),
        start_date=store.now,
        status="trialing" if trial_end else "active",
        trial_start=store.now if trial_end else None,
        trial_end=trial_end,
        **settings(),
    )
    items = [new_item(store, name, price, quantity, end=trial_end)]
    subscription["items"] = listed(items, f"/v1/subscription_items?subscription={name}")
    return subscription


def settings() -> StripeObject:
    """What no shop here sets otherwise."""
    payment = dict.fromkeys(("payment_method_options", "payment_method_types"))
    return {
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_mode": {"type": "flexible", "flexible": {"proration_discounts": "included"}},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "payment_settings": {**payment, "save_default_payment_method": "off"},
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }


def new_item(
    store: Store, subscription: str, price: StripeObject, quantity: int, *, end: int | None
) -> StripeObject:
    period_end = end or end_of(price, anchor=store.now, start=store.now)
    return store.make(
        "subscription_item",
        current_period_start=store.now,
        current_period_end=period_end,
        discounts=[],
        metadata={},
        plan=plan_of(price),
        price=price,
        quantity=quantity,
        subscription=subscription,
        tax_rates=[],
    )


def plan_of(price: StripeObject) -> StripeObject:
    """The older object that items still carry beside their price."""
    recurring = price["recurring"]
    remaining = {
        name: price[name]
        for name in ("active", "billing_scheme", "currency", "id", "metadata", "nickname")
    }
    return shaped(
        "plan",
        **remaining,
        created=price["created"],
        amount=price["unit_amount"],
        amount_decimal=price["unit_amount_decimal"],
        interval=recurring["interval"],
        interval_count=recurring["interval_count"],
        product=price["product"],
        usage_type="licensed",
    )


def end_of(price: StripeObject, *, anchor: int, start: int) -> int:
    recurring = price["recurring"]
    return next_end(anchor, start, recurring["interval"], recurring["interval_count"])


def item_of(subscription: StripeObject) -> StripeObject:
    item: StripeObject = subscription["items"]["data"][0]
    return item


def full_line(store: Store, subscription: StripeObject) -> StripeObject:
    """The line for the item's current period, or for the trial."""
    item = item_of(subscription)
    name = store.get("product", item["price"]["product"])["name"]
    trialing = subscription["status"] == "trialing"
    amount = 0 if trialing else item["price"]["unit_amount"] * item["quantity"]
    words = f"Trial period for {name}" if trialing else f"{item['quantity']} × {name}"
    span = {"start": item["current_period_start"], "end": item["current_period_end"]}
    return invoices.line_for(store, subscription, amount=amount, words=words, **span)


def invoice_now(
    store: Store,
    subscription: StripeObject,
    *,
    reason: str,
    lines: list[StripeObject] | None = None,
) -> StripeObject:
    """An invoice that is finalized at once."""
    lines = [full_line(store, subscription)] if lines is None else lines
    invoice = invoices.new_invoice(
        store, subscription, lines, reason=reason, period=(store.now, store.now)
    )
    subscription["latest_invoice"] = invoice["id"]
    invoices.finalize(store, invoice)
    return invoice


def method_of(store: Store, subscription: StripeObject) -> StripeObject | None:
    customer = store.get("customer", subscription["customer"])
    own = subscription["default_payment_method"]
    name = own or (customer.get("invoice_settings") or {}).get("default_payment_method")
    return store.get("payment_method", name) if name else None


def collect(store: Store, subscription: StripeObject, invoice: StripeObject) -> bool:
    """Try to have the invoice paid and let the subscription's state follow."""
    paid = invoice["status"] == "paid" or invoices.attempt(
        store, invoice, method_of(store, subscription)
    )
    if paid:
        if subscription["status"] in ("past_due", "unpaid", "incomplete"):
            store.change("customer.subscription.updated", subscription, status="active")
    elif invoice["next_payment_attempt"] is None:
        finish_dunning(store, subscription, invoice)
    elif subscription["status"] in ("active", "trialing"):
        store.change("customer.subscription.updated", subscription, status="past_due")
    return paid


def finish_dunning(store: Store, subscription: StripeObject, invoice: StripeObject) -> None:
    """No attempt is left: the account's setting says how the subscription ends."""
    invoice["auto_advance"] = False
    if store.unpaid_ends_as == "unpaid":
        store.change("customer.subscription.updated", subscription, status="unpaid")
    else:
        end(store, subscription, reason="payment_failed")


def end(store: Store, subscription: StripeObject, *, reason: str) -> None:
    """The subscription is over; this cannot be undone."""
    details = {**subscription["cancellation_details"], "reason": reason}
    canceled = subscription["canceled_at"] or store.now
    subscription.update(
        status="canceled", ended_at=store.now, canceled_at=canceled, cancellation_details=details
    )
    if subscription["schedule"]:
        schedule = store.get("subscription_schedule", subscription["schedule"])
        store.change(
            "subscription_schedule.canceled", schedule, status="canceled", canceled_at=store.now
        )
    store.emit("customer.subscription.deleted", subscription)


def move_period(store: Store, subscription: StripeObject) -> None:
    """The next period begins where the last one ended."""
    item = item_of(subscription)
    begins = item["current_period_end"]
    ends = end_of(item["price"], anchor=subscription["billing_cycle_anchor"], start=begins)
    item.update(current_period_start=begins, current_period_end=ends)


def renew(store: Store, subscription: StripeObject) -> StripeObject:
    """The period's end: the next one begins, and its invoice waits an hour as a draft before it is
    charged.
    """
    item = item_of(subscription)
    was = {"items": {"data": [dict(item)]}, "latest_invoice": subscription["latest_invoice"]}
    before = (item["current_period_start"], item["current_period_end"])
    if subscription["status"] == "trialing":
        was["status"] = "trialing"
        subscription["status"] = "active"
    move_period(store, subscription)
    subscription["discounts"] = still_on(store, subscription["discounts"], at=store.now)
    line = full_line(store, subscription)
    invoice = invoices.new_invoice(
        store, subscription, [line], reason="subscription_cycle", period=before
    )
    subscription["latest_invoice"] = invoice["id"]
    store.emit("customer.subscription.updated", subscription, before=was)
    return invoice


def send_trial_will_end(store: Store, subscription: StripeObject) -> None:
    """Three days before its end; a shorter trial says so as it starts."""
    key = ("trial_will_end", subscription["id"], subscription["trial_end"])
    if key not in store.told and subscription["trial_end"] - 3 * DAY <= store.now:
        store.told.add(key)
        store.emit("customer.subscription.trial_will_end", subscription)
