"""Money given back: refunds, and disputes that a bank opens."""

from tests.stripe_double.errors import StripeError, invalid
from tests.stripe_double.form_encoding import Params
from tests.stripe_double.metadata import merged
from tests.stripe_double.periods import DAY
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store

NO_EVIDENCE = """access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
    cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip
    customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id
    product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date
    service_documentation shipping_address shipping_carrier shipping_date shipping_documentation
    shipping_tracking_number uncategorized_file uncategorized_text"""


def create(store: Store, params: Params) -> StripeObject:
    charge = charge_for(store, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    check_refund(charge, amount, left)
    refund = store.make(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={
            "type": "card",
            "card": {"reference_status": "pending", "type": "refund"},
        },
        metadata=merged({}, params.get("metadata")),
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="succeeded",
    )
    back = charge["amount_refunded"] + amount
    was = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charge.update(amount_refunded=back, refunded=back == charge["amount"])
    store.emit("refund.created", refund)
    store.emit("charge.refunded", charge, before=was)
    return refund


def charge_for(store: Store, params: Params) -> StripeObject:
    named = [name for name in ("charge", "payment_intent") if name in params]
    if len(named) != 1:
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or"
            " charge."
        )
    if "charge" in params:
        return store.get("charge", params["charge"], param="charge")
    intent = store.get("payment_intent", params["payment_intent"], param="payment_intent")
    if intent["latest_charge"] is None or intent["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        )
    return store.get("charge", intent["latest_charge"])


def check_refund(charge: StripeObject, amount: int, left: int) -> None:
    if not charge["paid"]:
        raise invalid(
            f"Charge {charge['id']} was not paid and cannot be refunded.",
            code="charge_not_refundable",
        )
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise StripeError(message, code="charge_disputed")
    if left == 0:
        raise StripeError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, "amount")


def open_dispute(store: Store, charge: StripeObject, *, reason: str = "fraudulent") -> StripeObject:
    """A bank takes the money back until the dispute is decided."""
    dispute = store.make(
        "dispute",
        amount=charge["amount"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={**dict.fromkeys(NO_EVIDENCE.split()), "enhanced_evidence": {}},
        evidence_details=evidence_details(store),
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details=dispute_details(charge),
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    store.emit("charge.dispute.created", dispute)
    store.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def evidence_details(store: Store) -> StripeObject:
    return {
        "due_by": store.now + 7 * DAY,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "not_submitted",
    }


def dispute_details(charge: StripeObject) -> StripeObject:
    brand = charge["payment_method_details"]["card"]["brand"]
    card = {
        "brand": brand,
        "case_type": "chargeback",
        "network": brand,
        "network_reason_code": "10.4",
    }
    return {"type": "card", "card": card}


def accept_dispute(store: Store, params: Params, name: str) -> StripeObject:
    """Closing a dispute oneself means losing it."""
    return close_dispute(store, store.get("dispute", name), won=False)


def close_dispute(store: Store, dispute: StripeObject, *, won: bool) -> StripeObject:
    if dispute["status"] in ("won", "lost"):
        raise invalid("This dispute is already closed.", "dispute")
    dispute["status"] = "won" if won else "lost"
    store.emit("charge.dispute.closed", dispute)
    if won:
        store.emit("charge.dispute.funds_reinstated", dispute)
    return dispute
