"""Convert Stripe's invoices, payment intents and charges, as plain dictionaries, to our
payments.
"""

from datetime import datetime

from subscriptions.gateways.base import PaymentState, RemotePayment
from subscriptions.gateways.stripe.fields import UNDONE, StripeObject, id_of, moment, moment_of
from subscriptions.gateways.stripe.money import from_stripe

FIGHTING = {"needs_response", "under_review"}  # an inquiry ("warning_...") has taken no money back
NEVER_PAID: dict[str, PaymentState] = {"void": "void", "uncollectible": "failed"}


def invoice_payment(
    invoice: StripeObject, charges: list[StripeObject], *, is_over: bool
) -> RemotePayment:
    """Convert a subscription's invoice. `is_over`: Stripe will not try to collect it again."""
    intents = {id_of(one["payment"].get("payment_intent")) for one in invoice["payments"]["data"]}
    good = [
        one
        for one in charges
        if one["paid"] and one["payment_intent"] and id_of(one["payment_intent"]) in intents
    ]
    is_paid = invoice["status"] == "paid"
    amount = invoice["amount_paid"] if is_paid else invoice["amount_due"]
    unpaid = NEVER_PAID.get(invoice["status"], "open")
    if unpaid == "open" and is_over:
        unpaid = "failed"
    starts_at, ends_at = _span(invoice)
    return RemotePayment(
        payment_id=invoice["id"],
        state=_state(good, amount) if is_paid else unpaid,
        amount=from_stripe(amount, invoice["currency"]),
        currency=invoice["currency"].upper(),
        made_at=moment_of(invoice["created"]),
        paid_at=moment(invoice["status_transitions"]["paid_at"]),
        period_starts_at=starts_at,
        period_ends_at=ends_at,
        number=invoice["number"] or "",
        url=invoice["hosted_invoice_url"] or "",
        **_sent_back(good),
    )


def intent_payment(intent: StripeObject, charge: StripeObject | None) -> RemotePayment:
    charges = [charge] if charge and charge["paid"] else []
    is_paid = intent["status"] == "succeeded"
    amount = intent["amount_received"] if is_paid else intent["amount"]
    tried = intent["status"] == "requires_payment_method" and charge is not None
    unpaid: PaymentState = (
        "void" if intent["status"] == "canceled" else "failed" if tried else "open"
    )
    return RemotePayment(
        payment_id=intent["id"],
        state=_state(charges, amount) if is_paid else unpaid,
        amount=from_stripe(amount, intent["currency"]),
        currency=intent["currency"].upper(),
        made_at=moment_of(intent["created"]),
        paid_at=moment(charge["created"]) if is_paid and charge else None,
        url=(charge or {}).get("receipt_url") or "",
        **_sent_back(charges),
    )


def _state(charges: list[StripeObject], amount: int) -> PaymentState:
    """Return the state of a paid amount: a lost dispute comes first, then an open one, then a full
    refund.
    """
    disputes = {dispute["status"] for charge in charges for dispute in charge["disputes"]}
    if "lost" in disputes:
        return "lost"
    if disputes & FIGHTING:
        return "disputed"
    return "refunded" if 0 < amount <= _refunded(charges) else "paid"


def _refunded(charges: list[StripeObject]) -> int:
    return sum(charge["amount_refunded"] for charge in charges)


def _sent_back(charges: list[StripeObject]) -> StripeObject:
    refunds = [
        one
        for charge in charges
        for one in charge["refunds"]["data"]
        if one["status"] not in UNDONE
    ]
    disputes = [
        one
        for charge in charges
        for one in charge["disputes"]
        if one["status"] in {*FIGHTING, "lost", "won"}
    ]
    return {
        "refunded": sum(
            from_stripe(charge["amount_refunded"], charge["currency"]) for charge in charges
        ),
        "refunded_at": moment(max((one["created"] for one in refunds), default=None)),
        "disputed_at": moment(min((one["created"] for one in disputes), default=None)),
    }


def _span(invoice: StripeObject) -> tuple[datetime | None, datetime | None]:
    # An invoice's own period is the one before; its lines have the period that is paid.
    periods = [line["period"] for line in invoice["lines"]["data"]]
    last = max(periods, key=lambda period: period["end"], default={"start": None, "end": None})
    return moment(last["start"]), moment(last["end"])
