"""Time passes at the provider: renewals, failing cards, ends of trials and of what was
cancelled.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import item_of, subscribed, types
from tests.stripe_double.periods import add_months, next_end

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@pytest.fixture
def double(stripe_double: StripeDouble) -> StripeDouble:
    stripe_double.now = START
    return stripe_double


def end_of(subscription: Any) -> datetime:
    return datetime.fromtimestamp(item_of(subscription).current_period_end, UTC)


def again(double: StripeDouble, subscription: Any) -> Any:
    return double.client().v1.subscriptions.retrieve(
        subscription.id, {"expand": ["latest_invoice.payments"]}
    )


def test_months_end_where_the_calendar_lets_them() -> None:
    anchor = int(START.timestamp())
    ends = [datetime.fromtimestamp(add_months(anchor, count), UTC) for count in (1, 2, 12)]
    assert [(end.month, end.day, end.hour) for end in ends] == [(2, 28, 9), (3, 31, 9), (1, 31, 9)]
    assert next_end(anchor, add_months(anchor, 1), "month", 1) == add_months(anchor, 2)
    assert next_end(anchor, anchor, "week", 2) == anchor + 14 * 86_400


def test_a_renewal_waits_an_hour_as_a_draft(double: StripeDouble) -> None:
    subscription = subscribed(double)
    assert end_of(subscription) == datetime(2026, 2, 28, 9, 30, tzinfo=UTC)
    double.advance(to=end_of(subscription) - timedelta(seconds=1))
    assert again(double, subscription).latest_invoice.id == subscription.latest_invoice.id
    double.advance(to=end_of(subscription))
    renewed = again(double, subscription)
    assert (renewed.status, renewed.latest_invoice.status) == ("active", "draft")
    assert end_of(renewed) == datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
    double.advance(to=end_of(subscription) + HOUR)
    paid = again(double, subscription).latest_invoice
    assert (paid.status, paid.amount_paid, paid.billing_reason) == (
        "paid",
        399,
        "subscription_cycle",
    )
    assert (paid.period_end, paid.lines.data[0].period.start) == (
        int(end_of(subscription).timestamp()),
    ) * 2


def test_a_failing_card_is_tried_again_and_then_given_up(double: StripeDouble) -> None:
    subscription = subscribed(double)
    double.card_fails(subscription.customer)
    first = end_of(subscription) + HOUR
    for days, status in (
        (0, "past_due"),
        (1, "past_due"),
        (3, "past_due"),
        (5, "past_due"),
        (7, "canceled"),
    ):
        double.advance(to=first + days * DAY)
        assert again(double, subscription).status == status
    ended = again(double, subscription)
    assert (ended.latest_invoice.attempt_count, ended.latest_invoice.status) == (5, "open")
    assert ended.cancellation_details.reason == "payment_failed"
    assert types(double).count("invoice.payment_failed") == 5


def test_the_account_may_leave_it_unpaid(double: StripeDouble) -> None:
    double.store.unpaid_ends_as = "unpaid"
    subscription = subscribed(double)
    double.card_fails(subscription.customer)
    double.advance(to=end_of(subscription) + 8 * DAY)
    assert again(double, subscription).status == "unpaid"


def test_a_card_that_works_again_ends_the_arrears(double: StripeDouble) -> None:
    subscription = subscribed(double)
    double.card_fails(subscription.customer)
    double.advance(to=end_of(subscription) + 2 * HOUR)
    double.card_works(subscription.customer)
    double.advance(to=end_of(subscription) + 2 * DAY)
    mended = again(double, subscription)
    assert (mended.status, mended.latest_invoice.status, mended.latest_invoice.attempt_count) == (
        "active",
        "paid",
        2,
    )
    assert len(mended.latest_invoice.payments.data) == 1


def test_a_trial_ends_in_a_charge(double: StripeDouble) -> None:
    subscription = subscribed(double, subscription_data={"trial_period_days": 14})
    double.advance(to=START + 11 * DAY - timedelta(seconds=1))
    assert "customer.subscription.trial_will_end" not in types(double)
    double.advance(to=START + 14 * DAY + HOUR)
    assert types(double).count("customer.subscription.trial_will_end") == 1
    began = again(double, subscription)
    assert (began.status, began.latest_invoice.amount_paid) == ("active", 399)


def test_cancelling_at_the_periods_end(double: StripeDouble) -> None:
    subscription = subscribed(double)
    update = double.client().v1.subscriptions.update
    requested = update(subscription.id, {"cancel_at_period_end": True})
    assert (requested.status, requested.cancel_at) == (
        "active",
        item_of(subscription).current_period_end,
    )
    assert update(subscription.id, {"cancel_at_period_end": False}).cancel_at is None
    update(subscription.id, {"cancel_at_period_end": True})
    double.advance(to=end_of(subscription))
    ended = again(double, subscription)
    assert (ended.status, ended.ended_at) == ("canceled", item_of(subscription).current_period_end)
    assert ended.latest_invoice.id == subscription.latest_invoice.id


def test_a_renewal_is_announced_a_week_ahead(double: StripeDouble) -> None:
    subscription = subscribed(double)
    double.advance(to=end_of(subscription) - 7 * DAY)
    (messages,) = [event for event in double.events if event["type"] == "invoice.upcoming"]
    assert messages["data"]["object"]["amount_due"] == 399
    assert "id" not in messages["data"]["object"]


def test_events_happen_at_their_own_moments(double: StripeDouble) -> None:
    subscribed(double)
    double.advance(to=START + 100 * DAY)
    moments = [event["created"] for event in double.events]
    assert moments == sorted(moments)
    assert double.now == START + 100 * DAY
    assert len(double.client().v1.invoices.list({"limit": 100}).data) == 4


def test_repeating_coupons_end_with_their_months(double: StripeDouble) -> None:
    client = double.client()
    off: Any = {
        "id": "TWO",
        "amount_off": 100,
        "currency": "usd",
        "duration": "repeating",
        "duration_in_months": 2,
    }
    client.v1.coupons.create(off)
    subscribed(double, discounts=[{"coupon": "TWO"}])
    double.advance(to=START + 100 * DAY)
    assert [invoice.amount_paid for invoice in client.v1.invoices.list().data] == [
        399,
        399,
        299,
        299,
    ]
