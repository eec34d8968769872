"""Money taken: payment intents and their charges, good or declined."""

from tests.stripe_double.shapes import NO_ADDRESS, StripeObject
from tests.stripe_double.store import Store


def charge_card(
    store: Store,
    *,
    amount: int,
    currency: str,
    customer: str | None,
    method: StripeObject | None,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
    works: bool | None = None,
) -> StripeObject:
    """A payment intent after one attempt, `succeeded` or `requires_payment_method`."""
    intent = new_intent(store, amount=amount, currency=currency, customer=customer)
    intent.update(description=description, metadata=metadata or {})
    store.emit("payment_intent.created", intent)
    try_intent(store, intent, method, works=works)
    return intent


def new_intent(store: Store, *, amount: int, currency: str, customer: str | None) -> StripeObject:
    name = store.fresh_id("payment_intent")
    return store.make(
        "payment_intent",
        id=name,
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        capture_method="automatic",
        client_secret=f"{name}_secret_{name[-12:]}",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        metadata={},
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_payment_method",
    )


def try_intent(
    store: Store, intent: StripeObject, method: StripeObject | None, *, works: bool | None = None
) -> bool:
    """One attempt; whether the card works is the store's to say unless given."""
    if works is None:
        works = method is not None and intent["customer"] not in store.failing_cards
    charge = new_charge(store, intent, method, works=works)
    intent["latest_charge"] = charge["id"]
    store.emit("charge.succeeded" if works else "charge.failed", charge)
    if works and method:
        intent.update(
            status="succeeded",
            amount_received=intent["amount"],
            payment_method=method["id"],
            last_payment_error=None,
        )
        store.emit("payment_intent.succeeded", intent)
    else:
        intent.update(
            status="requires_payment_method",
            payment_method=None,
            last_payment_error=refusal(charge, method),
        )
        store.emit("payment_intent.payment_failed", intent)
    return works


def refusal(charge: StripeObject, method: StripeObject | None) -> StripeObject:
    return {
        "charge": charge["id"],
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": "Your card was declined.",
        "payment_method": method,
        "type": "card_error",
    }


def new_charge(
    store: Store, intent: StripeObject, method: StripeObject | None, *, works: bool
) -> StripeObject:
    amount = intent["amount"]
    charge = store.make(
        "charge",
        amount=amount,
        amount_captured=amount if works else 0,
        amount_refunded=0,
        billing_details=method["billing_details"] if method else nobody(),
        captured=works,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=None if works else "card_declined",
        failure_message=None if works else "Your card was declined.",
        fraud_details={},
        metadata=dict(intent["metadata"]),
        outcome=outcome(works=works),
        paid=works,
        payment_intent=intent["id"],
        payment_method=method["id"] if method else None,
        payment_method_details=details(method, amount) if method else None,
        refunded=False,
        status="succeeded" if works else "failed",
    )
    charge["receipt_url"] = f"{store.base_url}/receipts/{charge['id']}" if works else None
    return charge


def nobody() -> StripeObject:
    return {"address": NO_ADDRESS, "email": None, "name": None, "phone": None, "tax_id": None}


def outcome(*, works: bool) -> StripeObject:
    return {
        "advice_code": None if works else "try_again_later",
        "network_advice_code": None,
        "network_decline_code": None if works else "05",
        "network_status": "approved_by_network" if works else "declined_by_network",
        "reason": None if works else "generic_decline",
        "seller_message": "Payment complete."
        if works
        else "The bank did not return any further details.",
        "type": "authorized" if works else "issuer_declined",
    }


def details(method: StripeObject, amount: int) -> StripeObject:
    remaining = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
    )
    card = {name: method["card"][name] for name in remaining}
    more = {
        "amount_authorized": amount,
        "network": method["card"]["brand"],
        "installments": None,
        "mandate": None,
    }
    return {"type": "card", "card": {**card, **more, "three_d_secure": None, "wallet": None}}
