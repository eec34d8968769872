"""A subscription at Stripe: reading and changing it through the gateway."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from subscriptions.gateways.base import (
    Card,
    Discount,
    GatewayDown,
    GatewayRefused,
    NotFound,
    RemoteSubscription,
)
from subscriptions.gateways.stripe.gateway import StripeGateway
from tests.stripe_double import customers
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import (
    A_MONTH_LATER,
    CHARGED,
    MONTHLY,
    START,
    bought,
    gateway_to,
    paid_once,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The Stripe gateway handles renewals, late payments, trials, discounts, cancelling and"
        " resuming",
        section="stripe",
    ),
]

DAY = timedelta(days=1)


@pytest.fixture
def gateway(stripe_double: StripeDouble) -> StripeGateway:
    stripe_double.now = START
    return gateway_to(stripe_double)


def amounts(remote: RemoteSubscription) -> list[int]:
    return [payment.amount for payment in remote.payments]


def test_a_subscription_is_seen_whole(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    remote = bought(stripe_double)
    assert remote.terms == MONTHLY
    assert (remote.status, remote.cancel_at_period_end, remote.ended_at) == ("active", False, None)
    assert remote.started_at == remote.period_starts_at == START
    assert remote.period_ends_at == A_MONTH_LATER
    assert (remote.card.brand, remote.card.last4) == ("Visa", "4242")
    (payment,) = remote.payments
    assert (payment.state, payment.amount, payment.paid_at) == ("paid", 399, START)
    assert (payment.period_starts_at, payment.period_ends_at) == (START, A_MONTH_LATER)
    assert payment.number
    assert payment.url.endswith(payment.payment_id)


def test_a_renewal_is_a_payment_for_the_next_period(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    stripe_double.advance(to=A_MONTH_LATER)
    waiting = gateway.subscription(remote.subscription_id)
    assert waiting.period_starts_at == A_MONTH_LATER
    assert amounts(waiting) == [399]  # a draft is not charged yet
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    first, second = gateway.subscription(remote.subscription_id).payments
    assert (first.period_ends_at, second.period_starts_at) == (A_MONTH_LATER, A_MONTH_LATER)
    assert second.period_ends_at == datetime(2027, 1, 22, 12, tzinfo=UTC)
    assert second.state == "paid"


def test_a_failed_renewal_is_late_then_ends_by_it(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    stripe_double.card_fails(remote.customer_id)
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    late = gateway.subscription(remote.subscription_id)
    assert (late.status, late.payments[-1].state, late.payments[-1].paid_at) == (
        "past_due",
        "open",
        None,
    )
    stripe_double.advance(to=A_MONTH_LATER + 40 * DAY)
    over = gateway.subscription(remote.subscription_id)
    assert (over.status, over.ended_by_failed_payment, over.payments[-1].state) == (
        "canceled",
        True,
        "failed",
    )
    assert over.ended_at is not None


def test_a_trial_has_its_end_and_a_payment_of_nothing(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double, trial_days=14)
    ends_at = START + 14 * DAY
    assert (remote.status, remote.trial_ends_at, remote.period_ends_at) == (
        "trialing",
        ends_at,
        ends_at,
    )
    assert [(one.state, one.amount, one.period_ends_at) for one in remote.payments] == [
        ("paid", 0, ends_at)
    ]
    stripe_double.advance(to=ends_at + CHARGED)
    assert amounts(gateway.subscription(remote.subscription_id)) == [0, 399]


@pytest.mark.parametrize(
    ("intervals", "trial_days", "charged"),
    [
        (1, 0, [199, 399, 399, 399]),
        (2, 0, [199, 199, 399, 399]),
        (3, 0, [199, 199, 199, 399]),
        (None, 0, [199, 199, 199, 199]),
        (1, 14, [0, 199, 399, 399, 399]),
        (2, 14, [0, 199, 199, 399, 399]),
        (1, 35, [0, 199, 399, 399, 399]),
    ],
)
def test_a_discount_lasts_as_long_as_was_shown(
    stripe_double: StripeDouble,
    gateway: StripeGateway,
    intervals: int | None,
    trial_days: int,
    charged: list[int],
) -> None:
    off = Discount("introduction-1", 200, intervals)
    remote = bought(stripe_double, discount=off, trial_days=trial_days)
    stripe_double.advance(to=START + timedelta(days=trial_days) + 95 * DAY)
    assert amounts(gateway.subscription(remote.subscription_id)) == charged
    assert remote.terms == MONTHLY  # what it costs afterwards


def test_a_discount_is_one_coupon_for_all_who_get_it(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    bought(stripe_double, discount=Discount("introduction-1", 200))
    bought(stripe_double, discount=Discount("introduction-1", 200))
    bought(stripe_double, discount=Discount("introduction-1", 100))
    remaining = [one["id"] for one in stripe_double.store.all("coupon")]
    assert remaining == ["introduction-1-200-usd-once", "introduction-1-100-usd-once"]


def test_cancelling_stops_the_renewal(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    name = bought(stripe_double).subscription_id
    gateway.cancel_at_period_end(name)
    gateway.cancel_at_period_end(name)
    remote = gateway.subscription(name)
    assert (remote.status, remote.cancel_at_period_end, remote.canceled_at) == (
        "active",
        True,
        START,
    )
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    over = gateway.subscription(name)
    assert (over.status, over.cancel_at_period_end, over.ended_at) == (
        "canceled",
        False,
        A_MONTH_LATER,
    )
    assert over.ended_by_failed_payment is False
    assert amounts(over) == [399]


def test_resuming_takes_it_back(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    name = bought(stripe_double).subscription_id
    gateway.cancel_at_period_end(name)
    gateway.resume(name)
    gateway.resume(name)
    remote = gateway.subscription(name)
    assert (remote.cancel_at_period_end, remote.canceled_at) == (False, None)


def test_a_cancellation_in_the_portal_is_a_date(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    stripe_double.client().v1.subscriptions.update(
        name, {"cancel_at": int(A_MONTH_LATER.timestamp())}
    )
    assert gateway.subscription(name).cancel_at_period_end
    gateway.resume(name)
    assert not gateway.subscription(name).cancel_at_period_end


def test_ending_at_once_can_be_asked_twice(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    gateway.cancel_now(name)
    gateway.cancel_now(name)
    remote = gateway.subscription(name)
    assert (remote.status, remote.ended_at) == ("canceled", START)


def test_what_has_ended_is_neither_cancelled_nor_resumed(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    gateway.cancel_now(name)
    for verb in (gateway.cancel_at_period_end, gateway.resume):
        with pytest.raises(GatewayRefused, match="has ended"):
            verb(name)
    with pytest.raises(GatewayRefused, match="has ended"):
        gateway.change_terms(name, MONTHLY, key="change-1")


def test_all_of_ours_are_listed_ended_ones_too(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    names = {bought(stripe_double).subscription_id for _ in range(3)}
    gateway.cancel_now(min(names))
    visitor = bought(stripe_double).subscription_id
    stripe_double.client().v1.subscriptions.update(visitor, {"metadata": {"reference": ""}})
    assert {remote.subscription_id for remote in gateway.subscriptions()} == names


def test_a_list_longer_than_one_answer_is_read_to_its_end(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    remaining = stripe_double.store.get(
        "charge", next(iter(stripe_double.store.all("charge")))["id"]
    )
    for _ in range(120):
        stripe_double.store.make("charge", **{**remaining, "id": None, "payment_intent": None})
    stripe_double.refund(str(remaining["payment_intent"]), 100)
    assert gateway.subscription(remote.subscription_id).payments[0].refunded == 100


def test_a_subscription_of_a_deleted_customer_is_still_seen(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    stripe_double.client().v1.subscriptions.update(
        remote.subscription_id, {"metadata": {"more": "1"}}
    )
    stripe_double.store.get("subscription", remote.subscription_id)["default_payment_method"] = None
    stripe_double.delete_customer(remote.customer_id)
    over = gateway.subscription(remote.subscription_id)
    assert (over.customer_id, over.status, over.card) == (remote.customer_id, "canceled", Card())


def test_a_subscription_nobody_knows_is_not_there(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    with pytest.raises(NotFound):
        gateway.subscription("sub_nothing")


def test_the_portal_opens_for_the_customer(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    customer = bought(stripe_double).customer_id
    url = gateway.portal_url(customer, return_url="https://opinion.example/account/")
    assert url.startswith(stripe_double.url)
    with pytest.raises(NotFound):
        gateway.portal_url("cus_nothing", return_url="https://opinion.example/account/")


@pytest.mark.slow
def test_every_verb_says_that_stripe_is_down(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name, payment = bought(stripe_double).subscription_id, paid_once(stripe_double)
    stripe_double.down = True
    verbs: list[Callable[[], object]] = [
        lambda: gateway.subscription(name),
        lambda: list(gateway.subscriptions()),
        lambda: gateway.payment(payment),
        lambda: gateway.cancel_now(name),
        lambda: gateway.refund(payment, 100, key="refund-1"),
    ]
    for verb in verbs:
        with pytest.raises(GatewayDown):
            verb()


def test_a_card_changed_in_the_portal_is_the_customers(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double)
    stripe_double.store.get("subscription", remote.subscription_id)["default_payment_method"] = None
    new = customers.new_card(
        stripe_double.store, remote.customer_id, email=None, brand="mastercard"
    )
    requested: Any = {"invoice_settings": {"default_payment_method": new["id"]}}
    stripe_double.client().v1.customers.update(remote.customer_id, requested)
    assert gateway.subscription(remote.subscription_id).card.brand == "Mastercard"
