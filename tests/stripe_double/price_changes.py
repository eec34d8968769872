"""Changing a subscription's price or trial midway.

Proration is counted to the second on the plain price, without Stripe's rounding and without
discounts or taxes.
"""

from fractions import Fraction

from tests.stripe_double import billing, invoices
from tests.stripe_double.errors import StripeError, declined, invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

RHYTHM = ("interval", "interval_count")


def swap(store: Store, subscription: StripeObject, params: Params) -> None:
    """The one item gets another price or quantity."""
    item, values = billing.item_of(subscription), only_item(params["items"])
    if values.get("id") != item["id"]:
        what = "add a second item" if "id" not in values else "know that item"
        raise StripeError(
            f"The tests' Stripe cannot {what}: give the item's id.",
            status=501,
            param="items[0][id]",
        )
    price, quantity = (
        new_price(store, subscription, values),
        int(values.get("quantity") or item["quantity"]),
    )
    if params.get("payment_behavior") in ("pending_if_incomplete", "default_incomplete"):
        raise StripeError(
            "The tests' Stripe does not know this payment_behavior.",
            status=501,
            param="payment_behavior",
        )
    if (
        params.get("payment_behavior") == "error_if_incomplete"
        and subscription["customer"] in store.failing_cards
    ):
        raise declined()
    was = {"items": {"data": [dict(item)]}}
    apply_swap(
        store, subscription, price, quantity, params.get("proration_behavior", "create_prorations")
    )
    store.emit("customer.subscription.updated", subscription, before=was)


def only_item(items: list[Params]) -> Params:
    if len(items) != 1:
        raise StripeError(
            "The tests' Stripe sells one price a subscription.", status=501, param="items"
        )
    beyond = set(items[0]) - {"id", "price", "quantity"}
    if beyond:
        raise StripeError(
            f"The tests' Stripe does not act upon items[0] {sorted(beyond)}.",
            status=501,
            param="items",
        )
    return items[0]


def new_price(store: Store, subscription: StripeObject, values: Params) -> StripeObject:
    if "price" not in values:
        old: StripeObject = billing.item_of(subscription)["price"]
        return old
    price = store.get("price", values["price"], param="items[0][price]")
    if not price["active"]:
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.",
            "items[0][price]",
        )
    if not price["recurring"]:
        raise invalid(
            "The price specified is set to `type=one_time` but this field only accepts"
            " `type=recurring`."
        )
    if price["currency"] != subscription["currency"]:
        raise invalid(
            f"The price specified only supports `{price['currency']}`.", "items[0][price]"
        )
    return price


def apply_swap(
    store: Store, subscription: StripeObject, price: StripeObject, quantity: int, behavior: str
) -> None:
    item = billing.item_of(subscription)
    free = subscription["status"] == "trialing"
    old = item["price"]
    same = all(old["recurring"][name] == price["recurring"][name] for name in RHYTHM)
    lines = (
        []
        if behavior == "none" or free
        else [proration_line(store, subscription, "Unused time on", -1)]
    )
    item.update(price=price, plan=billing.plan_of(price), quantity=quantity)
    if not same and not free:
        start_over(store, subscription, lines)
        return
    if lines:
        lines.append(proration_line(store, subscription, "Remaining time on", 1))
        owe(store, subscription, lines, at_once=behavior == "always_invoice")


def proration_line(store: Store, subscription: StripeObject, words: str, sign: int) -> StripeObject:
    """The line for what is left of the current period, taken back or charged."""
    item = billing.item_of(subscription)
    start, end = item["current_period_start"], item["current_period_end"]
    share = Fraction(max(end - store.now, 0), max(end - start, 1))
    amount = round(share * item["price"]["unit_amount"] * item["quantity"]) * sign
    name = store.get("product", item["price"]["product"])["name"]
    return invoices.line_for(
        store, subscription, amount=amount, start=store.now, end=end, words=f"{words} {name}"
    )


def start_over(store: Store, subscription: StripeObject, lines: list[StripeObject]) -> None:
    """Another rhythm: the period begins now and is charged at once."""
    item = billing.item_of(subscription)
    subscription["billing_cycle_anchor"] = store.now
    end = billing.end_of(item["price"], anchor=store.now, start=store.now)
    item.update(current_period_start=store.now, current_period_end=end)
    owe(store, subscription, [*lines, billing.full_line(store, subscription)], at_once=True)


def owe(
    store: Store, subscription: StripeObject, lines: list[StripeObject], *, at_once: bool
) -> None:
    if not at_once:
        store.pending_lines.setdefault(subscription["id"], []).extend(lines)
        return
    invoice = billing.invoice_now(store, subscription, reason="subscription_update", lines=lines)
    billing.collect(store, subscription, invoice)


def move_trial(store: Store, subscription: StripeObject, end: str | int) -> None:
    """End the trial now and charge, or let it last until another moment."""
    if end == "now":
        if subscription["status"] == "trialing":
            end_trial(store, subscription)
        return
    if int(end) <= store.now:
        raise invalid(
            "Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end"
        )
    was = {"status": subscription["status"], "trial_end": subscription["trial_end"]}
    started = subscription["trial_start"] or store.now
    subscription.update(
        status="trialing", trial_start=started, trial_end=int(end), billing_cycle_anchor=int(end)
    )
    item = billing.item_of(subscription)
    begins = item["current_period_start"] if was["status"] == "trialing" else store.now
    item.update(current_period_start=begins, current_period_end=int(end))
    store.emit("customer.subscription.updated", subscription, before=was)


def end_trial(store: Store, subscription: StripeObject) -> None:
    was = {"status": subscription["status"], "trial_end": subscription["trial_end"]}
    subscription.update(status="active", trial_end=store.now)
    start_over(store, subscription, [])
    store.emit("customer.subscription.updated", subscription, before=was)


def refused(store: Store, invoice: StripeObject) -> StripeError:
    intent = invoices.intent_of(store, invoice)
    return declined(charge=intent["latest_charge"])
