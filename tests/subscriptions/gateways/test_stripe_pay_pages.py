"""Payment pages at Stripe: opened, opened again, closed and paid."""

from dataclasses import replace

import pytest

from subscriptions.gateways.base import (
    CheckoutSession,
    Discount,
    GatewayDown,
    GatewayRefused,
    NotFound,
)
from subscriptions.gateways.stripe.gateway import StripeGateway
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import (
    MONTHLY,
    ONCE,
    YEARLY,
    bought,
    gateway_to,
    request_bodies,
    sale,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A repeated request, a lost response or a double click opens one pay page",
        section="stripe",
    ),
]


@pytest.fixture
def gateway(stripe_double: StripeDouble) -> StripeGateway:
    return gateway_to(stripe_double)


def paid(double: StripeDouble, page: CheckoutSession) -> CheckoutSession:
    double.pay(page.session_id)
    return gateway_to(double).retrieve_checkout(page.session_id)


def test_a_page_says_what_is_sold(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    wanted = sale()
    page = gateway.create_checkout(wanted)
    assert (page.state, page.amount, page.currency, page.reference) == (
        "open",
        399,
        "USD",
        wanted.reference,
    )
    assert page.url.startswith(stripe_double.url)
    remaining = stripe_double.store.get("checkout.session", page.session_id)
    assert (remaining["customer_email"], remaining["locale"], remaining["mode"]) == (
        "ann@example.com",
        "auto",
        "subscription",
    )
    assert remaining["success_url"] == wanted.success_url
    assert remaining["adaptive_pricing"] == {"enabled": False}


def test_the_reference_comes_back_with_all_that_follows(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    wanted = sale()
    page = paid(stripe_double, gateway.create_checkout(wanted))
    assert (page.state, page.url) == ("paid", "")
    assert gateway.subscription(page.subscription_id).reference == wanted.reference
    once = sale(ONCE)
    payment = paid(stripe_double, gateway.create_checkout(once)).payment
    assert payment is not None
    assert stripe_double.store.get("payment_intent", payment.payment_id)["metadata"] == {
        "reference": once.reference
    }


def test_asking_again_gives_the_same_page(gateway: StripeGateway) -> None:
    wanted = sale(trial_days=14, discount=Discount("introduction-1", 200))
    assert gateway.create_checkout(wanted) == gateway.create_checkout(wanted)


def test_asking_again_says_what_became_of_the_page(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    wanted = sale()
    page = gateway.create_checkout(wanted)
    stripe_double.pay(page.session_id)
    again = gateway.create_checkout(wanted)
    assert (again.session_id, again.state) == (page.session_id, "paid")


def test_an_answer_that_got_lost_opens_no_second_page(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    gateway.create_checkout(sale())  # creates the catalogue
    before = len(list(stripe_double.store.all("checkout.session")))
    wanted = sale()
    original = stripe_double.take_lost_answer
    lost: list[str] = []

    def lose_the_page() -> bool:
        is_page = stripe_double.requests[-1]["path"] == "/v1/checkout/sessions" and not lost
        lost.extend(["page"] if is_page else [])
        return is_page or original()

    stripe_double.take_lost_answer = lose_the_page  # type: ignore[method-assign]
    page = gateway.create_checkout(wanted)
    assert lost == ["page"]
    assert page.reference == wanted.reference
    assert len(list(stripe_double.store.all("checkout.session"))) == before + 1


def test_other_terms_under_the_same_reference_do_not_collide(gateway: StripeGateway) -> None:
    wanted = sale()
    page = gateway.create_checkout(wanted)
    other = gateway.create_checkout(replace(wanted, terms=YEARLY))
    assert (page.amount, other.amount) == (399, 3900)
    assert page.session_id != other.session_id


def test_the_catalogue_holds_each_product_and_price_once(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    for terms in (MONTHLY, MONTHLY, YEARLY, ONCE):
        gateway.create_checkout(sale(terms))
    products = {one["id"]: one["name"] for one in stripe_double.store.all("product")}
    assert products == {"plan-1": "Digital", "gift-1": "A year of Digital"}
    remaining = [one["lookup_key"] for one in stripe_double.store.all("price") if one["active"]]
    assert remaining == ["plan-1-399-usd-1-month", "plan-1-3900-usd-1-year"]


def test_a_plan_that_was_renamed_is_renamed_there(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    gateway.create_checkout(sale())
    gateway.create_checkout(sale(replace(MONTHLY, product="Digital and print")))
    product = stripe_double.store.get("product", "plan-1")
    assert product["name"] == "Digital and print"
    stripe_double.client().v1.products.update("plan-1", {"active": False})
    gateway.create_checkout(sale(replace(MONTHLY, product="Digital and print")))
    assert product["active"]


def test_a_price_that_was_archived_is_made_anew(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    gateway.create_checkout(sale())
    (price,) = stripe_double.store.all("price")
    stripe_double.client().v1.prices.update(price["id"], {"active": False})
    assert gateway.create_checkout(sale()).amount == 399


def test_a_trial_costs_nothing_today(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    page = paid(stripe_double, gateway.create_checkout(sale(trial_days=14)))
    assert (page.state, page.amount) == ("paid", 0)
    assert gateway.subscription(page.subscription_id).status == "trialing"


def test_a_known_customer_stays_one(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    known = bought(stripe_double).customer_id
    page = paid(stripe_double, gateway.create_checkout(sale(YEARLY, customer_id=known)))
    assert page.customer_id == known


def test_a_customer_whom_stripe_forgot_can_buy_again(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    known = bought(stripe_double).customer_id
    stripe_double.delete_customer(known)
    page = paid(stripe_double, gateway.create_checkout(sale(customer_id=known)))
    assert page.state == "paid"
    assert page.customer_id != known


def test_what_is_paid_once_has_its_payment(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    page = paid(stripe_double, gateway.create_checkout(sale(ONCE)))
    assert page.payment is not None
    assert (page.payment.state, page.payment.amount, page.payment.currency) == ("paid", 3900, "USD")
    assert page.payment.paid_at is not None
    assert gateway.payment(page.payment.payment_id) == page.payment


def test_what_costs_nothing_has_no_payment(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    page = gateway.create_checkout(sale(ONCE, discount=Discount("promotion-1", 3900)))
    page = paid(stripe_double, page)
    assert (page.state, page.amount, page.payment) == ("paid", 0, None)


def test_a_closed_page_takes_no_money(gateway: StripeGateway) -> None:
    page = gateway.create_checkout(sale())
    gateway.expire_checkout(page.session_id)
    gateway.expire_checkout(page.session_id)
    assert gateway.retrieve_checkout(page.session_id).state == "expired"


def test_a_paid_page_cannot_be_closed(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    page = paid(stripe_double, gateway.create_checkout(sale()))
    with pytest.raises(GatewayRefused, match="paid already"):
        gateway.expire_checkout(page.session_id)


def test_a_page_nobody_knows_is_not_there(gateway: StripeGateway) -> None:
    with pytest.raises(NotFound):
        gateway.retrieve_checkout("cs_test_nothing")


def test_what_stripe_will_not_sell_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused, match="at least 50"):
        gateway.create_checkout(sale(replace(MONTHLY, amount=30)))


def test_while_stripe_is_down_nothing_is_opened(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    wanted = sale()
    stripe_double.down = True
    with pytest.raises(GatewayDown):
        gateway.create_checkout(wanted)
    stripe_double.down = False
    assert gateway.create_checkout(wanted).state == "open"
    assert len(request_bodies(stripe_double, "POST", "/v1/checkout/sessions")) == 1


def test_nobody_at_the_address_is_down() -> None:
    with StripeDouble() as double:
        gateway = gateway_to(double)
    with pytest.raises(GatewayDown):
        gateway.retrieve_checkout("cs_test_nothing")


def test_a_key_that_is_not_accepted_is_the_operators_business(
    stripe_double: StripeDouble, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(GatewayDown, match="does not accept the site's key"):
        gateway_to(stripe_double, key="sk_test_other").create_checkout(sale())
    assert "Stripe does not accept STRIPE_SECRET_KEY" in caplog.text
    assert "sk_test_other" not in caplog.text
