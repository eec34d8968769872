"""Convert Stripe's objects, as plain dictionaries, to our dataclasses.

No requests are made here.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from subscriptions.gateways.base import (
    Card,
    CheckoutSession,
    CheckoutState,
    PaymentState,
    RemotePayment,
    RemoteSubscription,
    Subject,
    Terms,
)
from subscriptions.gateways.stripe.fields import (
    FAILED_REFUND_STATES,
    StripeObject,
    from_stripe,
    id_of,
    metadata_value,
    moment,
    moment_of,
)

BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}
# An inquiry ("warning_...") has taken no money back.
OPEN_DISPUTE_STATES = {"needs_response", "under_review"}
NEVER_PAID: dict[str, PaymentState] = {"void": "void", "uncollectible": "failed"}


# Subscriptions


def subscription(
    data: StripeObject,
    *,
    next_price: StripeObject,
    method: StripeObject | None,
    invoices: Iterable[StripeObject],
    charges: list[StripeObject],
) -> RemoteSubscription:
    """Convert a subscription.

    `invoices` newest first; `charges` are the customer's, each with its `disputes`.
    """
    item = data["items"]["data"][0]
    ended_at = data["ended_at"] or (data["canceled_at"] if has_ended(data) else None)
    billed = [one for one in invoices if one["status"] != "draft"]
    reason = (data["cancellation_details"] or {}).get("reason")
    return RemoteSubscription(
        subscription_id=data["id"],
        reference=metadata_value(data, "reference"),
        customer_id=id_of(data["customer"]),
        status="canceled" if has_ended(data) else data["status"],
        terms=terms(next_price),
        started_at=moment_of(data["start_date"]),
        period_starts_at=moment_of(item["current_period_start"]),
        period_ends_at=moment_of(item["current_period_end"]),
        cancel_at_period_end=stops_renewing(data),
        trial_ends_at=moment(data["trial_end"]),
        canceled_at=moment(data["canceled_at"]),
        ended_at=moment(ended_at),
        ended_by_failed_payment=has_ended(data) and reason == "payment_failed",
        card=card(method),
        payments=tuple(
            invoice_payment(one, charges, is_over=has_ended(data)) for one in reversed(billed)
        ),
    )


def has_ended(data: StripeObject) -> bool:
    return data["status"] in {"canceled", "incomplete_expired"}


def stops_renewing(data: StripeObject) -> bool:
    ends = data["items"]["data"][0]["current_period_end"]
    # The customer portal sets a date instead of the flag.
    by_date = data["cancel_at"] is not None and data["cancel_at"] <= ends
    return not has_ended(data) and bool(data["cancel_at_period_end"] or by_date)


def price_of(data: StripeObject) -> StripeObject:
    price: StripeObject = data["items"]["data"][0]["price"]
    return price


def price_after(schedule: StripeObject, data: StripeObject) -> StripeObject | None:
    ends = data["items"]["data"][0]["current_period_end"]
    later = [phase for phase in schedule["phases"] if phase["start_date"] >= ends]
    return later[0]["items"][0]["price"] if later and schedule["status"] == "active" else None


def rhythm(price: StripeObject) -> tuple[str, int]:
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def terms(price: StripeObject) -> Terms:
    """Convert a price whose product is expanded."""
    interval, count = rhythm(price)
    currency = price["currency"].upper()
    amount = from_stripe(price["unit_amount"] or 0, currency)
    product = price["product"]
    name = str(product.get("name", "")) if isinstance(product, Mapping) else ""
    return Terms(id_of(product), name, amount, currency, interval, count)


def card(method: StripeObject | None) -> Card:
    if method is None:
        return Card()
    details: StripeObject = method.get(method["type"]) or {}
    brand = str(details.get("brand") or method["type"])
    name = BRANDS.get(brand, brand.replace("_", " ").title())
    expires = ""
    if details.get("exp_month"):
        expires = f"{details['exp_month']:02}/{details['exp_year']}"
    return Card(name, details.get("last4") or "", expires)


# Payments: invoices, payment intents and charges


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
    starts_at, ends_at = _billed_period(invoice)
    return RemotePayment(
        payment_id=invoice["id"],
        state=_paid_state(good, amount) if is_paid else unpaid,
        amount=from_stripe(amount, invoice["currency"]),
        currency=invoice["currency"].upper(),
        made_at=moment_of(invoice["created"]),
        paid_at=moment(invoice["status_transitions"]["paid_at"]),
        period_starts_at=starts_at,
        period_ends_at=ends_at,
        number=invoice["number"] or "",
        url=invoice["hosted_invoice_url"] or "",
        **_refund_fields(good),
    )


def intent_payment(intent: StripeObject, charge: StripeObject | None) -> RemotePayment:
    charges = [charge] if charge and charge["paid"] else []
    is_paid = intent["status"] == "succeeded"
    amount = intent["amount_received"] if is_paid else intent["amount"]
    unpaid: PaymentState = "open"
    if intent["status"] == "canceled":
        unpaid = "void"
    elif intent["status"] == "requires_payment_method" and charge is not None:
        unpaid = "failed"
    return RemotePayment(
        payment_id=intent["id"],
        state=_paid_state(charges, amount) if is_paid else unpaid,
        amount=from_stripe(amount, intent["currency"]),
        currency=intent["currency"].upper(),
        made_at=moment_of(intent["created"]),
        paid_at=moment(charge["created"]) if is_paid and charge else None,
        url=(charge or {}).get("receipt_url") or "",
        **_refund_fields(charges),
    )


def _paid_state(charges: list[StripeObject], amount: int) -> PaymentState:
    """Return the state of a paid amount.

    A lost dispute comes first, then an open one, then a full refund.
    """
    disputes = {dispute["status"] for charge in charges for dispute in charge["disputes"]}
    if "lost" in disputes:
        return "lost"
    if disputes & OPEN_DISPUTE_STATES:
        return "disputed"
    refunded = sum(charge["amount_refunded"] for charge in charges)
    return "refunded" if 0 < amount <= refunded else "paid"


def _refund_fields(charges: list[StripeObject]) -> StripeObject:
    refunds = [
        one
        for charge in charges
        for one in charge["refunds"]["data"]
        if one["status"] not in FAILED_REFUND_STATES
    ]
    disputes = [
        one
        for charge in charges
        for one in charge["disputes"]
        if one["status"] in {*OPEN_DISPUTE_STATES, "lost", "won"}
    ]
    amounts = [from_stripe(charge["amount_refunded"], charge["currency"]) for charge in charges]
    return {
        "refunded": sum(amounts),
        "refunded_at": moment(max((one["created"] for one in refunds), default=None)),
        "disputed_at": moment(min((one["created"] for one in disputes), default=None)),
    }


def _billed_period(invoice: StripeObject) -> tuple[datetime | None, datetime | None]:
    # An invoice's own period is the one before; its lines have the period that is paid.
    periods = [line["period"] for line in invoice["lines"]["data"]]
    last = max(periods, key=lambda period: period["end"], default={"start": None, "end": None})
    return moment(last["start"]), moment(last["end"])


# Checkout sessions


def checkout_session(session: StripeObject, payment: RemotePayment | None) -> CheckoutSession:
    currency = (session["currency"] or "").upper()
    return CheckoutSession(
        session_id=session["id"],
        state=_checkout_state(session),
        url=session["url"] or "",
        reference=session["client_reference_id"] or metadata_value(session, "reference"),
        amount=from_stripe(session["amount_total"] or 0, currency),
        currency=currency,
        expires_at=moment_of(session["expires_at"]),
        customer_id=id_of(session["customer"]),
        subscription_id=id_of(session["subscription"]),
        payment=payment,
    )


def _checkout_state(session: StripeObject) -> CheckoutState:
    if session["status"] == "expired":
        return "expired"
    # Complete but unpaid is a bank transfer that has not arrived.
    is_paid = session["status"] == "complete" and session["payment_status"] != "unpaid"
    return "paid" if is_paid else "open"


# Webhook events


def subject(kind: str, data: StripeObject) -> tuple[Subject, str]:
    """Return what an event is about.

    Only ids are read: other fields depend on the API version of the event.
    """
    if kind.startswith("checkout.session."):
        return "pay-page", id_of(data)
    if kind.startswith("customer.subscription."):
        return "subscription", id_of(data)
    if kind.startswith("subscription_schedule."):
        return _named("subscription", data.get("subscription") or data.get("released_subscription"))
    if kind.startswith("invoice."):
        details = (data.get("parent") or {}).get("subscription_details") or {}
        return _named("subscription", details.get("subscription") or data.get("subscription"))
    if re.match(r"charge\.(refund|dispute)|refund\.", kind):
        return _named("payment", data.get("payment_intent"))
    return "", ""


def _named(about: Subject, expandable: Any) -> tuple[Subject, str]:
    name = id_of(expandable)
    return (about, name) if name else ("", "")


def subscription_of(invoice_payments: list[StripeObject]) -> str:
    """Return the subscription that a payment was made for, or "". Needs expanded invoices."""
    parents = [one["invoice"]["parent"] or {} for one in invoice_payments]
    details = [parent.get("subscription_details") or {} for parent in parents]
    return next((id_of(one["subscription"]) for one in details if one.get("subscription")), "")
