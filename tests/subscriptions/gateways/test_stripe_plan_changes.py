"""Another price for a subscription at Stripe: from the next period on, without a charge before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from subscriptions.gateways.base import Discount
from subscriptions.gateways.stripe.gateway import StripeGateway
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import (
    A_MONTH_LATER,
    CHARGED,
    MONTHLY,
    START,
    YEARLY,
    bought,
    gateway_to,
    request_bodies,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Another plan starts with the next period, and nothing is charged before",
        section="stripe",
    ),
]

DEARER = replace(MONTHLY, amount=499)
IN_A_YEAR = datetime(2027, 12, 22, 12, tzinfo=UTC)


@pytest.fixture
def gateway(stripe_double: StripeDouble) -> StripeGateway:
    stripe_double.now = START
    return gateway_to(stripe_double)


def charged(gateway: StripeGateway, name: str) -> list[int]:
    return [payment.amount for payment in gateway.subscription(name).payments]


def test_another_amount_is_charged_from_the_next_period(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    gateway.change_terms(name, DEARER, key="change-1")
    gateway.change_terms(name, DEARER, key="change-1")
    remote = gateway.subscription(name)
    assert (remote.terms, remote.period_ends_at) == (DEARER, A_MONTH_LATER)
    assert charged(gateway, name) == [399]
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    assert charged(gateway, name) == [399, 499]


def test_another_rhythm_waits_for_the_period_to_end(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    stripe_double.now = START + timedelta(days=3)
    gateway.change_terms(name, YEARLY, key="change-1")
    remote = gateway.subscription(name)
    assert (remote.terms, remote.period_ends_at, remote.status) == (YEARLY, A_MONTH_LATER, "active")
    assert charged(gateway, name) == [399]
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    remote = gateway.subscription(name)
    assert (remote.terms, remote.period_starts_at, remote.period_ends_at) == (
        YEARLY,
        A_MONTH_LATER,
        IN_A_YEAR,
    )
    assert charged(gateway, name) == [399, 3900]


def test_the_new_rhythm_goes_on_by_itself(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double, YEARLY).subscription_id
    gateway.change_terms(name, MONTHLY, key="change-1")
    ends_at = gateway.subscription(name).period_ends_at
    stripe_double.advance(to=ends_at + timedelta(days=64))
    remote = gateway.subscription(name)
    assert charged(gateway, name) == [3900, 399, 399, 399]
    assert (remote.terms, remote.reference != "") == (MONTHLY, True)


def test_one_may_change_ones_mind(stripe_double: StripeDouble, gateway: StripeGateway) -> None:
    name = bought(stripe_double).subscription_id
    gateway.change_terms(name, YEARLY, key="change-1")
    gateway.change_terms(name, MONTHLY, key="change-2")
    assert gateway.subscription(name).terms == MONTHLY
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    assert charged(gateway, name) == [399, 399]


def test_who_waits_for_a_change_can_still_cancel(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    gateway.change_terms(name, YEARLY, key="change-1")
    gateway.cancel_at_period_end(name)
    assert gateway.subscription(name).cancel_at_period_end
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    assert gateway.subscription(name).ended_at == A_MONTH_LATER
    assert charged(gateway, name) == [399]


def test_who_waits_for_a_change_can_end_at_once(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    gateway.change_terms(name, YEARLY, key="change-1")
    gateway.cancel_now(name)
    assert gateway.subscription(name).ended_at == START


def test_in_a_trial_the_rhythm_changes_and_the_trial_stays(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    remote = bought(stripe_double, trial_days=14)
    gateway.change_terms(remote.subscription_id, YEARLY, key="change-1")
    after = gateway.subscription(remote.subscription_id)
    assert (after.terms, after.trial_ends_at, after.status) == (
        YEARLY,
        remote.trial_ends_at,
        "trialing",
    )
    assert charged(gateway, remote.subscription_id) == [0]
    stripe_double.advance(to=START + timedelta(days=14) + CHARGED)
    assert charged(gateway, remote.subscription_id) == [0, 3900]


def test_a_discount_for_ever_outlasts_a_change_of_rhythm(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double, discount=Discount("promotion-1", 100, None)).subscription_id
    gateway.change_terms(name, YEARLY, key="change-1")
    stripe_double.advance(to=A_MONTH_LATER + CHARGED)
    assert charged(gateway, name) == [299, 3800]


def test_nothing_of_the_present_period_is_reckoned_up(
    stripe_double: StripeDouble, gateway: StripeGateway
) -> None:
    name = bought(stripe_double).subscription_id
    gateway.change_terms(name, DEARER, key="change-1")
    gateway.change_terms(name, YEARLY, key="change-2")
    sent = request_bodies(stripe_double, "POST", f"/v1/subscriptions/{name}")
    assert [("proration_behavior=none" in body) for body in sent] == [True]
    schedules = [
        one["body"]
        for one in stripe_double.requests
        if "/v1/subscription_schedules/" in one["path"]
    ]
    assert any("phases[1][proration_behavior]=none" in body for body in schedules)
