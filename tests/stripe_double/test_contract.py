"""What the double promises, asked of Stripe itself too where STRIPE_TEST_SECRET_KEY holds a key of
its test mode.

Nothing here needs a hosted page or a clock, so the same lines run against both.
"""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import intent_of, item_of, price_of, session_for
from tests.stripe_double.response_types import complaints

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The gateway works against Stripe's test mode if a key is given",
        section="stripe",
    ),
]

REAL_KEY = os.environ.get("STRIPE_TEST_SECRET_KEY", "")
PROVIDERS = ["double", "stripe"] if REAL_KEY else ["double"]


@pytest.fixture(params=PROVIDERS)
def client(request: pytest.FixtureRequest) -> Iterator[stripe.StripeClient]:
    if request.param == "stripe":
        assert REAL_KEY.startswith(("sk_test_", "rk_test_")), (
            "a live key must never be used for tests"
        )
        yield stripe.StripeClient(REAL_KEY)
        return
    with StripeDouble() as double:
        yield double.client()


def fresh(name: str) -> str:
    """An id that no earlier run has taken."""
    return f"{name}-{uuid.uuid4().hex[:12]}"


def refusal(
    error: pytest.ExceptionInfo[stripe.InvalidRequestError],
) -> tuple[int | None, str | None, str | None]:
    return error.value.http_status, error.value.code, error.value.param


def subscribe(client: stripe.StripeClient, **more: Any) -> Any:
    """A subscription on Stripe's own test card."""
    customer = client.v1.customers.create({"email": "reader@example.com"}).id
    card = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    requested = {"expand": ["latest_invoice.payments", "default_payment_method"], **more}
    items = [{"price": price_of(client).id}]
    params: Any = {
        "customer": customer,
        "items": items,
        "default_payment_method": card,
        **requested,
    }
    return client.v1.subscriptions.create(params)


def test_products_and_prices_are_found_by_our_own_names(client: stripe.StripeClient) -> None:
    name, key = fresh("plan"), fresh("monthly")
    client.v1.products.create({"id": name, "name": "Digital"})
    price = price_of(client, product=name, product_data=None, lookup_key=key)
    (result,) = client.v1.prices.list({"lookup_keys": [key], "expand": ["data.product"]}).data
    assert (result.id, result.unit_amount, result.product.id) == (price.id, 399, name)  # type: ignore[union-attr] # expanded
    assert complaints(result.to_dict()) == []
    with pytest.raises(stripe.InvalidRequestError) as taken:
        client.v1.products.create({"id": name, "name": "Digital"})
    assert refusal(taken)[:2] == (400, "resource_already_exists")


def test_a_coupon_keeps_its_terms(client: stripe.StripeClient) -> None:
    name = fresh("intro")
    off: Any = {
        "amount_off": 100,
        "currency": "usd",
        "duration": "repeating",
        "duration_in_months": 3,
    }
    client.v1.coupons.create(off | {"id": name})
    coupon = client.v1.coupons.retrieve(name)
    assert {part: coupon[part] for part in off} == off
    assert complaints(coupon.to_dict()) == []


def test_a_session_is_opened_and_expired(client: stripe.StripeClient) -> None:
    session = session_for(client, price_of(client).id, subscription_data={"trial_period_days": 7})
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 0)
    assert session.url
    assert session.customer is None
    assert complaints(session.to_dict()) == []
    closed = client.v1.checkout.sessions.expire(session.id)
    assert (closed.status, closed.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"mode": "subscribe"}, "mode"),
        ({"customer": "cus_nobody", "customer_email": None}, "customer"),
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
        ({"expires_at": 1}, "expires_at"),
    ],
)
def test_a_session_that_cannot_be(client: stripe.StripeClient, more: Any, param: str) -> None:
    price = price_of(client).id
    with pytest.raises(stripe.InvalidRequestError) as message:
        session_for(client, price, **more)
    assert (message.value.http_status, message.value.param) == (400, param)


def test_what_does_not_exist(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.subscriptions.retrieve("sub_none")
    assert refusal(message)[:2] == (404, "resource_missing")


def test_a_parameter_that_does_not_exist(client: stripe.StripeClient) -> None:
    wrong: Any = {"nmae": "Ada"}
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.customers.create(wrong)
    assert refusal(message) == (400, "parameter_unknown", "nmae")


def test_a_number_that_is_none(client: stripe.StripeClient) -> None:
    wrong: Any = {"balance": "much"}
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.customers.create(wrong)
    assert refusal(message) == (400, "parameter_invalid_integer", "balance")


def test_a_key_stands_for_one_piece_of_work(client: stripe.StripeClient) -> None:
    key = fresh("key")
    first, again = (
        client.v1.customers.create({"name": "Ada"}, {"idempotency_key": key}) for _ in range(2)
    )
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"name": "Bob"}, {"idempotency_key": key})


def test_a_subscription_is_paid_at_once(client: stripe.StripeClient) -> None:
    subscription = subscribe(client)
    item, invoice = item_of(subscription), subscription.latest_invoice
    assert (subscription.status, subscription.default_payment_method.card.last4) == (
        "active",
        "4242",
    )
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == (
        "paid",
        399,
        "subscription_create",
    )
    assert invoice.lines.data[0].period.end == item.current_period_end
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert complaints(subscription.to_dict()) == []


def test_a_subscription_ends_with_its_period_or_at_once(client: stripe.StripeClient) -> None:
    subscription = subscribe(client)
    ending = client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert (ending.status, ending.cancel_at) == ("active", item_of(subscription).current_period_end)
    assert (
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False}).cancel_at
        is None
    )
    assert client.v1.subscriptions.cancel(subscription.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.subscriptions.cancel(subscription.id)
    assert refusal(message)[:2] == (404, "resource_missing")
    results = client.v1.subscriptions.list({"customer": subscription.customer}).data
    assert not results


def test_another_price_without_proration(client: stripe.StripeClient) -> None:
    subscription = subscribe(client)
    dearer = price_of(client, unit_amount=599).id
    items = [{"id": item_of(subscription).id, "price": dearer}]
    params: Any = {"items": items, "proration_behavior": "none"}
    changed = client.v1.subscriptions.update(subscription.id, params)
    assert item_of(changed).price.id == dearer
    assert item_of(changed).current_period_end == item_of(subscription).current_period_end
    assert changed.latest_invoice == subscription.latest_invoice.id


def test_money_goes_back_once(client: stripe.StripeClient) -> None:
    intent = intent_of(subscribe(client))
    assert client.v1.refunds.create({"payment_intent": intent, "amount": 100}).amount == 100
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 300})
    assert client.v1.refunds.create({"payment_intent": intent}).amount == 299
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.refunds.create({"payment_intent": intent})
    assert message.value.code == "charge_already_refunded"


def test_a_trial_costs_nothing_yet(client: stripe.StripeClient) -> None:
    subscription = subscribe(client, trial_period_days=14)
    assert (subscription.status, subscription.latest_invoice.amount_paid) == ("trialing", 0)
    assert subscription.trial_end == item_of(subscription).current_period_end
