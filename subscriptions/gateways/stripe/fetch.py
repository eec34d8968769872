"""Requests that fetch an object with its parts.

`api` is the SDK's client; only the gateway imports its type.
"""

from typing import Any

from subscriptions.gateways.base import GatewayRefused, RemotePayment, Subject
from subscriptions.gateways.stripe import convert
from subscriptions.gateways.stripe.fields import (
    FAILED_REFUND_STATES,
    StripeObject,
    id_of,
    metadata_value,
)

PAGE = 100  # objects in one response, Stripe's maximum
PAID_BY = ("payment_intent", "charge")
WHOLE = ["items.data.price.product", "default_payment_method", "customer"]


def session(api: Any, session_id: str) -> StripeObject:
    requested = {"expand": ["payment_intent.latest_charge.refunds"]}
    return _plain(api.checkout.sessions.retrieve(session_id, requested))


def subscription(api: Any, subscription_id: str, expand: list[str] | None = None) -> StripeObject:
    return _plain(api.subscriptions.retrieve(subscription_id, {"expand": expand or []}))


def next_price(api: Any, data: StripeObject) -> StripeObject:
    price = convert.price_of(data)
    if not data["schedule"]:
        return price
    requested = {"expand": ["phases.items.price.product"]}
    schedule = api.subscription_schedules.retrieve(id_of(data["schedule"]), requested)
    return convert.price_after(schedule.to_dict(), data) or price


def method(api: Any, whole: StripeObject) -> StripeObject | None:
    """Return the next payment's method: the subscription's own, else the customer's.

    A deleted customer has none.
    """
    own: StripeObject | None = whole["default_payment_method"]
    customers = (whole["customer"].get("invoice_settings") or {}).get("default_payment_method")
    return _plain(api.payment_methods.retrieve(customers)) if customers and not own else own


def invoices(api: Any, subscription_id: str) -> list[StripeObject]:
    """Return the invoices, newest first."""
    about = {"subscription": subscription_id, "limit": PAGE, "expand": ["data.payments"]}
    return [_plain(one) for one in api.invoices.list(about).auto_paging_iter()]


def charges(api: Any, customer_id: str) -> list[StripeObject]:
    about = {"customer": customer_id, "limit": PAGE, "expand": ["data.refunds"]}
    return [_with_disputes(api, _plain(one)) for one in api.charges.list(about).auto_paging_iter()]


def intent(api: Any, intent_id: str) -> StripeObject:
    return _plain(api.payment_intents.retrieve(intent_id, {"expand": ["latest_charge.refunds"]}))


def intent_payment(api: Any, intent: StripeObject) -> RemotePayment:
    charge = intent["latest_charge"]
    return convert.intent_payment(intent, _with_disputes(api, charge) if charge else None)


def paid_by(api: Any, payment_id: str) -> dict[str, str]:
    """Return what to refund: an invoice's payment intent or charge, or the intent itself."""
    if payment_id.startswith("pi_"):
        return {"payment_intent": payment_id}
    for made in api.invoice_payments.list({"invoice": payment_id, "status": "paid"}).data:
        for name in PAID_BY:
            if paid_with := id_of(_plain(made)["payment"].get(name)):
                return {name: paid_with}
    raise GatewayRefused("Nothing was charged for it.")


def currency(api: Any, paid_by: dict[str, str]) -> str:
    [(kind, name)] = paid_by.items()
    return str((api.charges if kind == "charge" else api.payment_intents).retrieve(name).currency)


def refund_keys(api: Any, paid_by: dict[str, str]) -> set[str]:
    """Return our keys of refunds that were started and have not failed."""
    made = [_plain(one) for one in api.refunds.list({**paid_by, "limit": PAGE}).auto_paging_iter()]
    return {metadata_value(one, "key") for one in made if one["status"] not in FAILED_REFUND_STATES}


def payment_of(api: Any, intent_id: str) -> tuple[Subject, str]:
    """Return the subscription that a payment was made for, else the payment itself."""
    about = {
        "payment": {"type": "payment_intent", "payment_intent": intent_id},
        "expand": ["data.invoice"],
    }
    name = convert.subscription_of([_plain(one) for one in api.invoice_payments.list(about).data])
    return ("subscription", name) if name else ("payment", intent_id)


def _with_disputes(api: Any, charge: StripeObject) -> StripeObject:
    result = api.disputes.list({"charge": charge["id"]}).data if charge["disputed"] else []
    return {**charge, "disputes": [_plain(one) for one in result]}


def _plain(answer: Any) -> StripeObject:
    plain: StripeObject = answer.to_dict()
    return plain
