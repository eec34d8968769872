"""A subscription bought on the hosted page, by way of the real SDK."""

from datetime import timedelta

import pytest

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import (
    BACK,
    PLANS,
    fetch,
    item_of,
    price_of,
    session_for,
    submit,
    subscribed,
    types,
)

pytestmark = pytest.mark.slow


def test_paying_on_the_page_starts_a_subscription(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(
        client, price_of(client).id, subscription_data={"metadata": {"reader": "7"}}
    )
    assert submit(str(session.url), "pay")[:2] == (
        303,
        BACK.replace("{CHECKOUT_SESSION_ID}", session.id),
    )
    done = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["subscription.default_payment_method"]}
    )
    assert (done.status, done.payment_status, done.amount_total, done.url) == (
        "complete",
        "paid",
        399,
        None,
    )
    assert not isinstance(done.subscription, str | None)
    assert (done.subscription.status, done.subscription.metadata["reader"]) == ("active", "7")
    assert done.subscription.default_payment_method.card.last4 == "4242"  # type: ignore[union-attr] # expanded


def test_the_first_invoice_covers_the_first_period(stripe_double: StripeDouble) -> None:
    subscription = subscribed(stripe_double)
    item, invoice = item_of(subscription), subscription.latest_invoice
    period = invoice.lines.data[0].period
    assert (period.start, period.end) == (item.current_period_start, item.current_period_end)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == (
        "paid",
        399,
        "subscription_create",
    )
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert "subscription" not in invoice


def test_a_declined_card_leaves_the_session_open(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, price_of(client).id)
    status, _, page = submit(str(session.url), "decline")
    assert (status, "Your card was declined." in page) == (402, True)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert submit(str(session.url), "pay")[0] == 303


def test_going_back_charges_nothing(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, price_of(client).id)
    assert submit(str(session.url), "cancel")[:2] == (303, PLANS)
    assert not client.v1.charges.list().data


def test_a_paid_page_does_not_charge_again(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, price_of(client).id)
    submit(str(session.url), "pay")
    assert "Already paid" in submit(str(session.url), "pay")[2]
    assert len(client.v1.charges.list().data) == 1


def test_a_page_expires(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, price_of(client).id)
    stripe_double.advance(to=stripe_double.now + timedelta(hours=25))
    assert fetch(f"{stripe_double.url}/c/pay/{session.id}")[0] == 410
    assert types(stripe_double)[-1] == "checkout.session.expired"


def test_expiring_a_session_closes_its_page(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    session = session_for(client, price_of(client).id)
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert submit(str(session.url), "pay")[0] == 410
    assert not client.v1.subscriptions.list().data


def test_a_trial_is_free_until_its_end(stripe_double: StripeDouble) -> None:
    subscription = subscribed(stripe_double, subscription_data={"trial_period_days": 14})
    assert (subscription.status, subscription.latest_invoice.amount_paid) == ("trialing", 0)
    assert subscription.trial_end == item_of(subscription).current_period_end
    assert not stripe_double.client().v1.charges.list().data


def test_a_coupon_takes_off_the_first_charge_alone(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    client.v1.coupons.create({"id": "INTRO", "percent_off": 50.0, "duration": "once"})
    subscription = subscribed(stripe_double, discounts=[{"coupon": "INTRO"}])
    assert (subscription.latest_invoice.amount_paid, subscription.latest_invoice.subtotal) == (
        199,
        399,
    )
    assert client.v1.coupons.retrieve("INTRO").times_redeemed == 1
    stripe_double.advance(to=stripe_double.now + timedelta(days=32))
    assert client.v1.invoices.list({"subscription": subscription.id}).data[0].amount_paid == 399


def test_a_promotion_code_is_typed_on_the_page(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    client.v1.coupons.create({"id": "FIFTH", "percent_off": 20.0, "duration": "forever"})
    client.v1.promotion_codes.create(
        {"code": "SPRING", "promotion": {"type": "coupon", "coupon": "FIFTH"}}
    )
    session = session_for(client, price_of(client).id, allow_promotion_codes=True)
    assert "This code is invalid." in submit(str(session.url), "pay", code="autumn")[2]
    submit(str(session.url), "pay", code="spring")
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 319


def test_a_donation_is_paid_once(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    gift = {"currency": "eur", "unit_amount": 2500, "product_data": {"name": "A gift"}}
    lines = [{"price_data": gift, "quantity": 1}]
    session = session_for(
        client,
        "",
        mode="payment",
        line_items=lines,
        payment_intent_data={"metadata": {"for": "us"}},
    )
    submit(str(session.url), "pay")
    done = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (done.payment_status, done.subscription, done.customer) == ("paid", None, None)
    assert not isinstance(done.payment_intent, str | None)
    assert (done.payment_intent.amount_received, done.payment_intent.metadata["for"]) == (
        2500,
        "us",
    )
