"""Between Stripe's objects, as plain dictionaries, and our words. Nothing here asks Stripe anything."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from subscriptions.gateways.base import Card, PayPage, PayState, RemotePayment, RemoteSubscription, Subject, Terms
from subscriptions.gateways.stripe.fields import Thing, id_of, moment, moment_of, named_in
from subscriptions.gateways.stripe.money import from_stripe
from subscriptions.gateways.stripe.payments import invoice_payment

BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay"}


# Subscriptions


def subscription(
    thing: Thing, *, next_price: Thing, method: Thing | None, invoices: Iterable[Thing], charges: list[Thing]
) -> RemoteSubscription:
    """`invoices` newest first; `charges` are the customer's, each with the `disputes` about it."""
    item = thing["items"]["data"][0]
    ended_at = thing["ended_at"] or (thing["canceled_at"] if has_ended(thing) else None)
    billed = [one for one in invoices if one["status"] != "draft"]
    reason = (thing["cancellation_details"] or {}).get("reason")
    return RemoteSubscription(
        subscription_id=thing["id"],
        reference=named_in(thing, "reference"),
        customer_id=id_of(thing["customer"]),
        status="canceled" if has_ended(thing) else thing["status"],
        terms=terms(next_price),
        started_at=moment_of(thing["start_date"]),
        period_starts_at=moment_of(item["current_period_start"]),
        period_ends_at=moment_of(item["current_period_end"]),
        cancel_at_period_end=stops_renewing(thing),
        trial_ends_at=moment(thing["trial_end"]),
        canceled_at=moment(thing["canceled_at"]),
        ended_at=moment(ended_at),
        ended_by_failed_payment=has_ended(thing) and reason == "payment_failed",
        card=card(method),
        payments=tuple(invoice_payment(one, charges, is_over=has_ended(thing)) for one in reversed(billed)),
    )


def has_ended(thing: Thing) -> bool:
    return thing["status"] in {"canceled", "incomplete_expired"}


def stops_renewing(thing: Thing) -> bool:
    """The portal says it with a date instead of the flag."""
    ends = thing["items"]["data"][0]["current_period_end"]
    by_date = thing["cancel_at"] is not None and thing["cancel_at"] <= ends
    return not has_ended(thing) and bool(thing["cancel_at_period_end"] or by_date)


def price_of(thing: Thing) -> Thing:
    price: Thing = thing["items"]["data"][0]["price"]
    return price


def price_after(schedule: Thing, thing: Thing) -> Thing | None:
    """The price that a schedule has for the period after the present one."""
    ends = thing["items"]["data"][0]["current_period_end"]
    later = [phase for phase in schedule["phases"] if phase["start_date"] >= ends]
    return later[0]["items"][0]["price"] if later and schedule["status"] == "active" else None


def rhythm(price: Thing) -> tuple[str, int]:
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def terms(price: Thing) -> Terms:
    """Of a price with its product expanded."""
    interval, count = rhythm(price)
    currency = price["currency"].upper()
    amount = from_stripe(price["unit_amount"] or 0, currency)
    product = price["product"]
    name = str(product.get("name", "")) if isinstance(product, Mapping) else ""
    return Terms(id_of(product), name, amount, currency, interval, count)


def card(method: Thing | None) -> Card:
    if method is None:
        return Card()
    details: Thing = method.get(method["type"]) or {}
    brand = str(details.get("brand") or method["type"])
    expires = f"{details['exp_month']:02}/{details['exp_year']}" if details.get("exp_month") else ""
    return Card(BRANDS.get(brand, brand.replace("_", " ").title()), details.get("last4") or "", expires)


# Pay pages


def pay_page(session: Thing, payment: RemotePayment | None) -> PayPage:
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


def _pay_state(session: Thing) -> PayState:
    """Complete and still unpaid is a bank transfer on its way: not paid yet."""
    if session["status"] == "expired":
        return "expired"
    return "paid" if session["status"] == "complete" and session["payment_status"] != "unpaid" else "open"


# Events


def subject(kind: str, thing: Thing) -> tuple[Subject, str]:
    """What an event is about, by ids alone: its fields may be those of another version of the API."""
    if kind.startswith("checkout.session."):
        return "pay-page", id_of(thing)
    if kind.startswith("customer.subscription."):
        return "subscription", id_of(thing)
    if kind.startswith("subscription_schedule."):
        return _named("subscription", thing.get("subscription") or thing.get("released_subscription"))
    if kind.startswith("invoice."):
        details = (thing.get("parent") or {}).get("subscription_details") or {}
        return _named("subscription", details.get("subscription") or thing.get("subscription"))
    if re.match(r"charge\.(refund|dispute)|refund\.", kind):
        return _named("payment", thing.get("payment_intent"))
    return "", ""


def _named(about: Subject, expandable: Any) -> tuple[Subject, str]:
    name = id_of(expandable)
    return (about, name) if name else ("", "")


def subscription_of(invoice_payments: list[Thing]) -> str:
    """The subscription that a payment was made for; "" where it was for none. Their invoices are expanded."""
    parents = [one["invoice"]["parent"] or {} for one in invoice_payments]
    details = [parent.get("subscription_details") or {} for parent in parents]
    return next((id_of(one["subscription"]) for one in details if one.get("subscription")), "")
