"""The pages that a buyer sees: the hosted checkout, the portal, an invoice.

Plain HTML, no script.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.stripe_double import billing, customers, payments
from tests.stripe_double.errors import StripeError
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store
from tests.stripe_double.subscription_changes import cancellation_fields

Form = dict[str, str]


@dataclass(frozen=True)
class Page:
    status: int
    html: str = ""
    location: str = ""


def visit(store: Store, method: str, path: str, form: Form) -> Page:
    """The page at this address; a POST is a pressed button."""
    for start, kind, act in ADDRESSES:
        name = path.removeprefix(start)
        if name != path and (kind, name) in store.things:
            return act(store, store.things[kind, name], method, form)
    return document("Not found", "<p>There is nothing here.</p>", status=404)


def document(title: str, body: str, *, status: int = 200) -> Page:
    """A whole page in words of its own."""
    return Page(
        status,
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>",
    )


def button(act: str, words: str) -> str:
    return f'<p><button type="submit" name="act" value="{act}">{words}</button></p>'


def money(amount: int, currency: str) -> str:
    return f"{amount / 100:,.2f} {currency.upper()}"


def checkout_page(store: Store, session: StripeObject, method: str, form: Form) -> Page:
    payments.expire_if_late(store, session)
    if session["status"] != "open":
        return closed(session)
    if method != "POST":
        return open_page(store, session)
    return BUTTONS.get(form.get("act", ""), open_again)(store, session, form)


def closed(session: StripeObject) -> Page:
    if session["status"] == "complete":
        address = escape(payments.success_url(session))
        return document(
            "Already paid", f'<p>This payment is complete.</p><p><a href="{address}">Go on</a></p>'
        )
    back = (
        f'<p><a href="{escape(session["cancel_url"] or "")}">Go back</a></p>'
        if session["cancel_url"]
        else ""
    )
    return document("This page has expired", f"<p>Nothing was charged.</p>{back}", status=410)


def open_again(store: Store, session: StripeObject, form: Form) -> Page:
    return open_page(store, session, error="That button is not known here.")


def open_page(store: Store, session: StripeObject, *, error: str = "") -> Page:
    lines = "".join(line_html(line) for line in store.session_lines[session["id"]])
    total = money(session["amount_total"], session["currency"])
    alert = f'<p role="alert">{escape(error)}</p>' if error else ""
    back = button("cancel", "Cancel and go back") if session["cancel_url"] else ""
    body = (
        f"{alert}<ul>{lines}</ul><p>Due today: <strong>{total}</strong></p>"
        f'<form method="post">{email_html(store, session)}{code_html(session)}'
        "<p>Card: a test card, Visa ending in 4242</p>"
        f"{button('pay', 'Pay')}{button('decline', 'Decline')}{back}</form>"
    )
    return document("Test checkout", body, status=402 if error else 200)


def line_html(line: StripeObject) -> str:
    price = line["price"]
    amount = money(price["unit_amount"] * line["quantity"], line["currency"])
    every = price["recurring"]
    rhythm = f" every {every['interval_count']} {every['interval']}" if every else ""
    return f"<li>{escape(line['description'])}: {amount}{rhythm}</li>"


def email_html(store: Store, session: StripeObject) -> str:
    known = session["customer_email"]
    if session["customer"]:
        known = store.get("customer", session["customer"]).get("email")
    if known:
        return f"<p>For {escape(known)}</p>"
    return (
        '<p><label for="email">Email</label> <input id="email" name="email" type="email"'
        ' autocomplete="email"></p>'
    )


def code_html(session: StripeObject) -> str:
    if not session["allow_promotion_codes"]:
        return ""
    return '<p><label for="code">Promotion code</label> <input id="code" name="code"></p>'


def submit_pay(store: Store, session: StripeObject, form: Form) -> Page:
    try:
        payments.use_code(store, session, form.get("code", ""))
        if session["customer"] in store.failing_cards:
            return submit_decline(store, session, form)
        needs_email = not session["customer"] and not session["customer_email"]
        if needs_email:
            customers.check_email(form.get("email") or "missing")
        return Page(303, location=payments.pay(store, session, email=form.get("email")))
    except StripeError as problem:
        return open_page(store, session, error=str(problem))


def submit_decline(store: Store, session: StripeObject, form: Form) -> Page:
    payments.decline(store, session)
    return open_page(store, session, error="Your card was declined.")


def submit_cancel(store: Store, session: StripeObject, form: Form) -> Page:
    """Going back leaves the session open."""
    return Page(303, location=session["cancel_url"] or store.base_url)


BUTTONS: dict[str, Callable[[Store, StripeObject, Form], Page]] = {
    "pay": submit_pay,
    "decline": submit_decline,
    "cancel": submit_cancel,
}


def portal_page(store: Store, session: StripeObject, method: str, form: Form) -> Page:
    customer = store.get("customer", session["customer"])
    if customer.get("deleted"):
        return document("This page has expired", "<p>There is no such customer.</p>", status=410)
    running = [
        one
        for one in store.of("subscription", customer=customer["id"])
        if one["status"] != "canceled"
    ]
    message = submit_portal(store, customer, running, form) if method == "POST" else ""
    if form.get("act") == "back":
        return Page(303, location=session["return_url"] or store.base_url)
    listing = "".join(f"<li>{escape(state_of(one))}</li>" for one in running)
    body = (
        f'<p role="status">{escape(message)}</p><ul>{listing}</ul><form method="post">'
        f"{button('card', 'Update card')}{button('cancel', 'Cancel subscription')}{button('back', 'Go back')}</form>"
    )
    return document("Test customer portal", body)


def state_of(subscription: StripeObject) -> str:
    ends = " (ends with its period)" if subscription["cancel_at_period_end"] else ""
    return f"{subscription['status']}{ends}"


def submit_portal(
    store: Store, customer: StripeObject, running: list[StripeObject], form: Form
) -> str:
    """What the pressed button did, in words."""
    if form.get("act") == "card":
        return new_card(store, customer, running)
    if form.get("act") == "cancel":
        for one in running:
            end = billing.item_of(one)["current_period_end"]
            values = cancellation_fields(
                store, dict(one["cancellation_details"]), at=end, period=True
            )
            store.change("customer.subscription.updated", one, **values)
        return "The subscription ends with its period."
    return ""


def new_card(store: Store, customer: StripeObject, running: list[StripeObject]) -> str:
    method = customers.new_card(store, customer["id"], email=customer["email"], brand="mastercard")
    settings = customers.invoice_settings(method["id"])
    store.change("customer.updated", customer, invoice_settings=settings)
    for one in running:
        store.change("customer.subscription.updated", one, default_payment_method=method["id"])
    store.failing_cards.discard(customer["id"])
    return "The new card ends in 4444."


def invoice_page(store: Store, invoice: StripeObject, method: str, form: Form) -> Page:
    total = money(invoice["total"], invoice["currency"])
    return document(f"Invoice {invoice['number']}", f"<p>{total}, {invoice['status']}</p>")


def receipt_page(store: Store, charge: StripeObject, method: str, form: Form) -> Page:
    return document("Receipt", f"<p>{money(charge['amount'], charge['currency'])}</p>")


ADDRESSES: tuple[tuple[str, str, Callable[[Store, StripeObject, str, Form], Page]], ...] = (
    ("/c/pay/", "checkout.session", checkout_page),
    ("/p/session/", "billing_portal.session", portal_page),
    ("/invoices/", "invoice", invoice_page),
    ("/receipts/", "charge", receipt_page),
)
