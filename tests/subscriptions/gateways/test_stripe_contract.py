"""The gateway's methods on the double, and on Stripe itself if STRIPE_TEST_SECRET_KEY is set to a
test mode key.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import stripe

from subscriptions.gateways.base import Discount, GatewayRefused, NotFound, Terms
from subscriptions.gateways.stripe.gateway import StripeGateway
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.test_contract import PROVIDERS, REAL_KEY, fresh
from tests.subscriptions.stripe_shop import MONTHLY, ONCE, gateway_to, sale

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The gateway works against Stripe's test mode if a key is given",
        section="stripe",
    ),
]

Shop = tuple[stripe.StripeClient, StripeGateway]


@pytest.fixture(params=PROVIDERS)
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    if request.param == "stripe":
        assert REAL_KEY.startswith(("sk_test_", "rk_test_")), (
            "a live key must never be used for tests"
        )
        yield stripe.StripeClient(REAL_KEY), StripeGateway(REAL_KEY, "whsec_unused")
        return
    with StripeDouble() as double:
        yield double.client(), gateway_to(double)


def ours(terms: Terms) -> Terms:
    """The same terms, for a product that no earlier run has created."""
    return replace(terms, product_key=fresh(terms.product_key))


def subscribed(shop: Shop, terms: Terms) -> tuple[str, str]:
    """Return id and reference of a subscription to these terms, paid with Stripe's own test
    card.
    """
    client, gateway = shop
    gateway.create_checkout(sale(terms))  # puts the price into the catalogue
    (product,) = client.v1.products.list({"ids": [terms.product_key]}).data
    (price,) = client.v1.prices.list({"product": product.id}).data
    customer = client.v1.customers.create({"email": "reader@example.com"}).id
    card = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    reference = str(uuid.uuid4())
    params: Any = {
        "customer": customer,
        "items": [{"price": price.id}],
        "default_payment_method": card,
        "metadata": {"reference": reference},
    }
    return client.v1.subscriptions.create(params).id, reference


def test_pages_are_opened_once_and_closed(shop: Shop) -> None:
    _, gateway = shop
    for wanted in (
        sale(ours(MONTHLY), trial_days=14),
        sale(ours(MONTHLY), discount=Discount(fresh("introduction"), 200, 3)),
        sale(ours(ONCE)),
    ):
        page = gateway.create_checkout(wanted)
        assert gateway.create_checkout(wanted).session_id == page.session_id
        assert (page.state, page.reference, page.currency) == ("open", wanted.reference, "USD")
        assert page.url.startswith("http")
        gateway.expire_checkout(page.session_id)
        assert gateway.retrieve_checkout(page.session_id).state == "expired"


def test_a_subscription_is_seen_cancelled_resumed_and_ended(shop: Shop) -> None:
    _, gateway = shop
    terms = ours(MONTHLY)
    name, reference = subscribed(shop, terms)
    remote = gateway.subscription(name)
    assert (remote.terms, remote.status, remote.reference, remote.card.brand) == (
        terms,
        "active",
        reference,
        "Visa",
    )
    (payment,) = remote.payments
    assert (payment.state, payment.amount, payment.period_ends_at) == (
        "paid",
        399,
        remote.period_ends_at,
    )
    gateway.cancel_at_period_end(name)
    assert gateway.subscription(name).cancel_at_period_end
    gateway.resume(name)
    assert not gateway.subscription(name).cancel_at_period_end
    gateway.cancel_now(name)
    gateway.cancel_now(name)
    over = gateway.subscription(name)
    assert (over.status, over.ended_by_failed_payment) == ("canceled", False)
    assert over.ended_at is not None
    with pytest.raises(GatewayRefused):
        gateway.resume(name)


def test_terms_change_from_the_next_period_on(shop: Shop) -> None:
    _, gateway = shop
    terms = ours(MONTHLY)
    name, _ = subscribed(shop, terms)
    ends_at = gateway.subscription(name).period_ends_at
    for other in (replace(terms, amount=499), replace(terms, amount=3900, interval="year"), terms):
        gateway.change_terms(name, other, key=fresh("change"))
        remote = gateway.subscription(name)
        assert (remote.terms, remote.period_ends_at, len(remote.payments)) == (other, ends_at, 1)
    gateway.change_terms(name, replace(terms, amount=3900, interval="year"), key=fresh("change"))
    gateway.cancel_at_period_end(name)
    assert gateway.subscription(name).cancel_at_period_end
    gateway.cancel_now(name)


def test_money_goes_back_in_parts(shop: Shop) -> None:
    _, gateway = shop
    name, _ = subscribed(shop, ours(MONTHLY))
    (payment,) = gateway.subscription(name).payments
    key = fresh("refund")
    for _ in range(2):
        gateway.refund(payment.payment_id, 100, key=key)
    (remote_payment,) = gateway.subscription(name).payments
    assert (remote_payment.state, remote_payment.refunded) == ("paid", 100)
    gateway.refund(payment.payment_id, 299, key=fresh("refund"))
    (whole,) = gateway.subscription(name).payments
    assert (whole.state, whole.refunded) == ("refunded", 399)
    with pytest.raises(GatewayRefused):
        gateway.refund(payment.payment_id, 1, key=fresh("refund"))
    gateway.cancel_now(name)


def test_what_is_not_there_says_so(shop: Shop) -> None:
    _, gateway = shop
    for ask in (
        gateway.retrieve_checkout,
        gateway.subscription,
        gateway.payment,
        gateway.cancel_now,
    ):
        with pytest.raises(NotFound):
            ask(f"nothing_{uuid.uuid4().hex}")
