"""What happens when somebody pays, or fails to pay, on the hosted page."""

from tests.stripe_double import billing, customers
from tests.stripe_double.charges import charge_card
from tests.stripe_double.checkout import add_discounts, details, trial_end
from tests.stripe_double.discounts import grant
from tests.stripe_double.errors import StripeError
from tests.stripe_double.shapes import StripeObject
from tests.stripe_double.store import Store


def pay(store: Store, session: StripeObject, *, email: str | None = None) -> str:
    """Completes the session; answers the address to send the buyer to."""
    check_open(store, session)
    if session["mode"] == "subscription":
        subscribe(store, session, email)
    else:
        pay_once(store, session, email)
    session.update(status="complete", url=None)
    store.emit("checkout.session.completed", session)
    return success_url(session)


def success_url(session: StripeObject) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def decline(store: Store, session: StripeObject) -> None:
    """The card is refused; the session stays open for another try."""
    check_open(store, session)
    if session["mode"] == "payment":
        total, currency = session["amount_total"], session["currency"]
        charge_card(
            store,
            amount=total,
            currency=currency,
            customer=session["customer"],
            method=None,
            works=False,
        )


def check_open(store: Store, session: StripeObject) -> None:
    expire_if_late(store, session)
    if session["status"] != "open":
        raise StripeError(f"This page is {session['status']}.", code="checkout_session_not_open")


def expire_if_late(store: Store, session: StripeObject) -> None:
    if session["status"] == "open" and session["expires_at"] <= store.now:
        session.update(status="expired", url=None)
        store.emit("checkout.session.expired", session)


def buyer(store: Store, session: StripeObject, email: str | None) -> StripeObject:
    """The session's customer, made on the spot where none was named."""
    if session["customer"]:
        customer = store.get("customer", session["customer"])
    else:
        customer = customers.create_customer(store, {"email": session["customer_email"] or email})
    session.update(customer=customer["id"], customer_details=details(customer.get("email")))
    return customer


def subscribe(store: Store, session: StripeObject, email: str | None) -> None:
    data = store.session_data[session["id"]].get("subscription_data", {})
    customer = buyer(store, session, email)
    line = store.session_lines[session["id"]][0]
    card = customers.new_card(store, customer["id"], email=customer["email"])
    subscription = billing.start(
        store,
        customer=customer["id"],
        price=line["price"],
        quantity=line["quantity"],
        method=card["id"],
        trial_end=trial_end(store, data),
        metadata=data.get("metadata"),
        description=data.get("description"),
    )
    subscription["discounts"] = granted(store, session, subscription)
    store.emit("customer.subscription.created", subscription)
    first_invoice(store, session, subscription)


def granted(store: Store, session: StripeObject, subscription: StripeObject) -> list[str]:
    customer, name = subscription["customer"], subscription["id"]
    return [
        grant(
            store,
            store.get("coupon", one["coupon"]),
            one["promotion_code"],
            customer=customer,
            subscription=name,
            session=session["id"],
        )["id"]
        for one in session["discounts"]
    ]


def first_invoice(store: Store, session: StripeObject, subscription: StripeObject) -> None:
    customer = store.get("customer", subscription["customer"])
    customer["currency"] = subscription["currency"]
    invoice = billing.invoice_now(store, subscription, reason="subscription_create")
    billing.collect(store, subscription, invoice)
    status = "paid" if invoice["total"] or not subscription["trial_end"] else "no_payment_required"
    session.update(subscription=subscription["id"], invoice=invoice["id"], payment_status=status)
    if subscription["trial_end"]:
        billing.send_trial_will_end(store, subscription)


def pay_once(store: Store, session: StripeObject, email: str | None) -> None:
    data = store.session_data[session["id"]]
    address = session["customer_email"] or email
    if session["customer"] or session["customer_creation"] == "always":
        address = buyer(store, session, email)["email"]
    session["customer_details"] = details(address)
    if session["amount_total"] == 0:
        session["payment_status"] = "no_payment_required"
        return
    value = data.get("payment_intent_data", {})
    intent = charge_card(
        store,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        method=customers.new_card(store, session["customer"], email=address),
        description=value.get("description"),
        metadata=value.get("metadata"),
        works=True,
    )
    session.update(payment_intent=intent["id"], payment_status="paid")


def use_code(store: Store, session: StripeObject, code: str) -> None:
    """The code that the buyer typed on the page, where the session lets them."""
    if not code or not session["allow_promotion_codes"]:
        return
    results = [
        one
        for one in store.of("promotion_code", active=True)
        if one["code"].lower() == code.strip().lower()
    ]
    if not results:
        raise StripeError("This code is invalid.", code="promotion_code_invalid")
    (line,) = store.session_lines[session["id"]]
    off = add_discounts(
        store, session, [{"promotion_code": results[0]["id"]}], line["amount_subtotal"]
    )
    total = session["amount_subtotal"] - off
    line.update(amount_discount=off, amount_total=total)
    session.update(
        amount_total=total, total_details={**session["total_details"], "amount_discount": off}
    )
