"""Refunds at Stripe, full and partial, and disputes."""

from datetime import timedelta

import pytest

from subscriptions.gateways.base import Discount, GatewayRefused, NotFound
from subscriptions.gateways.stripe.gateway import StripeGateway
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import (
    A_MONTH_LATER,
    CHARGED,
    START,
    bought,
    gateway_to,
    intent_of,
    paid_once,
    request_bodies,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A refund is made once, in full or in part, and disputes are synced",
        section="stripe",
    ),
]

HOUR = timedelta(hours=1)


@pytest.fixture
def gateway(stripe_double: StripeDouble) -> StripeGateway:
    stripe_double.now = START
    return gateway_to(stripe_double)


def test_a_part_of_a_payment_goes_back(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    remote = bought(stripe_double)
    stripe_double.now = START + HOUR
    gateway.refund(remote.payments[0].payment_id, 100, key="refund-1")
    (payment,) = gateway.subscription(remote.subscription_id).payments
    assert (payment.state, payment.amount, payment.refunded) == ("paid", 399, 100)
    assert payment.refunded_at == START + HOUR


def test_all_of_a_payment_goes_back(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    remote = bought(stripe_double)
    gateway.refund(remote.payments[0].payment_id, 100, key="refund-1")
    stripe_double.now = START + HOUR
    gateway.refund(remote.payments[0].payment_id, 299, key="refund-2")
    (payment,) = gateway.subscription(remote.subscription_id).payments
    assert (payment.state, payment.refunded, payment.refunded_at) == ("refunded", 399, START + HOUR)


def test_the_same_key_never_sends_twice(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    for _ in range(2):
        gateway.refund(remote.payments[0].payment_id, 100, key="refund-1")
    stripe_double.keys.answers.clear()  # as Stripe does after a day or more
    stripe_double.keys.asked.clear()
    gateway.refund(remote.payments[0].payment_id, 100, key="refund-1")
    assert gateway.subscription(remote.subscription_id).payments[0].refunded == 100
    assert len(request_bodies(stripe_double, "POST", "/v1/refunds")) == 1
    assert [one["key"] for one in stripe_double.requests if one["path"] == "/v1/refunds"][
        1
    ] == "refund-1"


def test_a_refund_whose_answer_got_lost_is_one(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    answered = stripe_double.take_lost_answer
    lost: list[str] = []

    def lose_the_refund() -> bool:
        if (
            stripe_double.requests[-1]["path"] != "/v1/refunds"
            or stripe_double.requests[-1]["method"] == "GET"
            or lost
        ):
            return answered()
        lost.append("refund")
        return True

    stripe_double.take_lost_answer = lose_the_refund  # type: ignore[method-assign]
    gateway.refund(remote.payments[0].payment_id, 100, key="refund-1")
    assert lost
    assert gateway.subscription(remote.subscription_id).payments[0].refunded == 100


def test_a_refund_of_one_payment_leaves_the_others(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    _, second = gateway.subscription(remote.subscription_id).payments
    gateway.refund(second.payment_id, 399, key="refund-1")
    states = [payment.state for payment in gateway.subscription(remote.subscription_id).payments]
    assert states == ["paid", "refunded"]


def test_more_than_was_paid_is_refused(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    remote = bought(stripe_double)
    with pytest.raises(GatewayRefused):
        gateway.refund(remote.payments[0].payment_id, 400, key="refund-1")
    gateway.refund(remote.payments[0].payment_id, 399, key="refund-2")
    with pytest.raises(GatewayRefused):
        gateway.refund(remote.payments[0].payment_id, 1, key="refund-3")


def test_what_cost_nothing_cannot_go_back(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    free = bought(stripe_double, discount=Discount("promotion-1", 399))
    with pytest.raises(GatewayRefused, match="Nothing was charged"):
        gateway.refund(free.payments[0].payment_id, 1, key="refund-1")


def test_what_was_paid_once_goes_back_too(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    payment_id = paid_once(stripe_double)
    gateway.refund(payment_id, 900, key="refund-1")
    remote_payment = gateway.payment(payment_id)
    assert (remote_payment.state, remote_payment.refunded) == ("paid", 900)
    gateway.refund(payment_id, 3000, key="refund-2")
    assert gateway.payment(payment_id).state == "refunded"


def test_a_payment_nobody_knows_is_not_there(gateway: StripeGateway) -> None:
    with pytest.raises(NotFound):
        gateway.payment("pi_nothing")
    with pytest.raises(NotFound):
        gateway.refund("pi_nothing", 1, key="refund-1")


@pytest.mark.parametrize(("won", "state"), [(True, "paid"), (False, "lost")])
def test_a_dispute_is_open_then_decided(
    stripe_double: StripeDouble, gateway: StripeGateway, won: bool, state: str
) -> None:
    remote = bought(stripe_double)
    stripe_double.now = START + HOUR
    dispute = stripe_double.open_dispute(intent_of(stripe_double, remote))
    (payment,) = gateway.subscription(remote.subscription_id).payments
    assert (payment.state, payment.disputed_at) == ("disputed", START + HOUR)
    stripe_double.close_dispute(dispute["id"], won=won)
    (payment,) = gateway.subscription(remote.subscription_id).payments
    assert (payment.state, payment.disputed_at) == (state, START + HOUR)


def test_an_inquiry_takes_nothing_back(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    remote = bought(stripe_double)
    dispute = stripe_double.open_dispute(intent_of(stripe_double, remote))
    dispute["status"] = "warning_needs_response"
    (payment,) = gateway.subscription(remote.subscription_id).payments
    assert (payment.state, payment.disputed_at) == ("paid", None)


def test_a_disputed_single_payment_says_so(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    payment_id = paid_once(stripe_double)
    stripe_double.open_dispute(payment_id)
    assert gateway.payment(payment_id).state == "disputed"


def test_a_refund_that_failed_is_started_again(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    gateway.refund(remote.payments[0].payment_id, 399, key="refund-1")
    (refund,) = stripe_double.store.all("refund")
    refund["status"] = "failed"
    stripe_double.store.get("charge", refund["charge"]).update(amount_refunded=0, refunded=False)
    (payment,) = gateway.subscription(remote.subscription_id).payments
    assert (payment.state, payment.refunded, payment.refunded_at) == ("paid", 0, None)
    stripe_double.keys.asked.clear()  # a day later
    gateway.refund(remote.payments[0].payment_id, 399, key="refund-1")
    assert gateway.subscription(remote.subscription_id).payments[0].state == "refunded"
