"""What the shop does with a running subscription: change, cancel, and what a deleted customer means
for it.
"""

from tests.stripe_double import billing, customers, price_changes
from tests.stripe_double.catalog import changes
from tests.stripe_double.discounts import check_currency, grant, resolve_one
from tests.stripe_double.errors import invalid, missing
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

UNDERSTOOD = """cancel_at cancel_at_period_end cancellation_details default_payment_method description discounts items
    metadata payment_behavior proration_behavior proration_date trial_end"""
AFTER_THE_END = {"cancellation_details", "metadata", "expand"}


def update(store: Store, params: Params, name: str) -> StripeObject:
    subscription = store.get("subscription", name)
    if subscription["status"] == "canceled" and set(params) - AFTER_THE_END:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    if "cancel_at" in params and "cancel_at_period_end" in params:
        raise invalid(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end."
        )
    if subscription["schedule"] and {"cancel_at", "cancel_at_period_end"} & set(params):
        raise invalid(
            "The subscription is managed by the subscription schedule"
            f" `{subscription['schedule']}`, and updating any cancelation behavior directly is not"
            " allowed. Please update the schedule instead."
        )
    values = plain_values(store, subscription, params)
    if "discounts" in params:
        values["discounts"] = new_discounts(store, subscription, params["discounts"] or [])
    if "items" in params:
        price_changes.swap(store, subscription, params)
    if "trial_end" in params:
        price_changes.move_trial(store, subscription, params["trial_end"])
    return store.change("customer.subscription.updated", subscription, **values)


def plain_values(store: Store, subscription: StripeObject, params: Params) -> Params:
    names = ("metadata", "description", "default_payment_method")
    values = changes(subscription, {name: params[name] for name in names if name in params})
    if method := values.get("default_payment_method"):
        owner = store.get("payment_method", method, param="default_payment_method")["customer"]
        if owner != subscription["customer"]:
            message = f"The customer does not have a payment method with the ID {method}."
            raise invalid(message, "default_payment_method", "resource_missing")
    values.update(ending(store, subscription, params))
    if value := params.get("cancellation_details"):
        details: StripeObject = (
            values.get("cancellation_details") or subscription["cancellation_details"]
        )
        values["cancellation_details"] = {
            **details,
            **{name: text or None for name, text in value.items()},
        }
    return values


def ending(store: Store, subscription: StripeObject, params: Params) -> Params:
    """What asking for an end, or taking it back, sets."""
    details = dict(subscription["cancellation_details"])
    if params.get("cancel_at_period_end"):
        end = billing.item_of(subscription)["current_period_end"]
        return cancellation_fields(store, details, at=end, period=True)
    if params.get("cancel_at"):
        if params["cancel_at"] <= store.now:
            raise invalid("Invalid timestamp: must be in the future.", "cancel_at")
        return cancellation_fields(store, details, at=params["cancel_at"], period=False)
    if params.get("cancel_at_period_end") is False or "cancel_at" in params:
        details["reason"] = None
        return {
            "cancel_at_period_end": False,
            "cancel_at": None,
            "canceled_at": None,
            "cancellation_details": details,
        }
    return {}


def cancellation_fields(store: Store, details: StripeObject, *, at: int, period: bool) -> Params:
    details["reason"] = "cancellation_requested"
    return {
        "cancel_at_period_end": period,
        "cancel_at": at,
        "canceled_at": store.now,
        "cancellation_details": details,
    }


def new_discounts(store: Store, subscription: StripeObject, values: list[Params]) -> list[str]:
    """The discounts that replace those before; one that is named by its id stays."""
    names = []
    for position, one in enumerate(values):
        if "discount" in one:
            store.get("discount", one["discount"], param=f"discounts[{position}][discount]")
            names.append(one["discount"])
            continue
        coupon, code = resolve_one(store, one, position)
        check_currency(coupon, subscription["currency"])
        people_and_place = {
            "customer": subscription["customer"],
            "subscription": subscription["id"],
        }
        names.append(grant(store, coupon, code, session=None, **people_and_place)["id"])
    return names


def cancel(store: Store, params: Params, name: str) -> StripeObject:
    """At once; a subscription that has ended already answers as one that does not exist."""
    subscription = store.get("subscription", name)
    if subscription["status"] == "canceled":
        raise missing("subscription", name)
    value = params.get("cancellation_details", {})
    subscription["cancellation_details"].update({key: text or None for key, text in value.items()})
    billing.end(store, subscription, reason="cancellation_requested")
    return subscription


def delete_customer(store: Store, params: Params, name: str) -> StripeObject:
    """The customer's subscriptions end at once, then the customer is gone."""
    customer = customers.living(store, name)
    for subscription in store.of("subscription", customer=name):
        if subscription["status"] != "canceled":
            billing.end(store, subscription, reason="cancellation_requested")
    return customers.forget_customer(store, customer)


def pay_invoice(store: Store, params: Params, name: str) -> StripeObject:
    invoice = store.get("invoice", name)
    if invoice["status"] != "open":
        raise invalid(f"Invoice is already {invoice['status']}", code="invoice_not_open")
    subscription = store.get(
        "subscription", invoice["parent"]["subscription_details"]["subscription"]
    )
    if not billing.collect(store, subscription, invoice):
        raise price_changes.refused(store, invoice)
    return invoice
