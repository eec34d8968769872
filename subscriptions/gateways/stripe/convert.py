"""Convert Stripe's objects, as plain dictionaries, to our dataclasses.

No requests are made here.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from subscriptions.gateways.base import (
    Card,
    PayPage,
    PayState,
    RemotePayment,
    RemoteSubscription,
    Subject,
    Terms,
)
from subscriptions.gateways.stripe.fields import StripeObject, id_of, moment, moment_of, named_in
from subscriptions.gateways.stripe.money import from_stripe
from subscriptions.gateways.stripe.payments import invoice_payment

BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}


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
        reference=named_in(data, "reference"),
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
    expires = f"{details['exp_month']:02}/{details['exp_year']}" if details.get("exp_month") else ""
    return Card(
        BRANDS.get(brand, brand.replace("_", " ").title()), details.get("last4") or "", expires
    )


# Payment pages (Checkout sessions)


def pay_page(session: StripeObject, payment: RemotePayment | None) -> PayPage:
    currency = (session["currency"] or "").upper()
    return PayPage(
        session_id=session["id"],
        state=_pay_state(session),
        url=session["url"] or "",
        reference=session["client_reference_id"] or named_in(session, "reference"),
        amount=from_stripe(session["amount_total"] or 0, currency),
        currency=currency,
        expires_at=moment_of(session["expires_at"]),
        customer_id=id_of(session["customer"]),
        subscription_id=id_of(session["subscription"]),
        payment=payment,
    )


def _pay_state(session: StripeObject) -> PayState:
    if session["status"] == "expired":
        return "expired"
    # Complete but unpaid is a bank transfer that has not arrived.
    return (
        "paid"
        if session["status"] == "complete" and session["payment_status"] != "unpaid"
        else "open"
    )


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
