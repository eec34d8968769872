"""A running subscription is changed, cancelled, paid back and disputed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import (
    fetch,
    intent_of,
    item_of,
    price_of,
    submit,
    subscribed,
    types,
)

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


def swap(double: StripeDouble, subscription: Any, price: str, behavior: Any) -> Any:
    items = [{"id": item_of(subscription).id, "price": price}]
    params: Any = {"items": items, "proration_behavior": behavior, "expand": ["latest_invoice"]}
    return double.client().v1.subscriptions.update(subscription.id, params)


def test_another_price_from_the_next_period(stripe_double: StripeDouble) -> None:
    subscription = subscribed(stripe_double)
    dearer = price_of(stripe_double.client(), unit_amount=599).id
    changed = swap(stripe_double, subscription, dearer, "none")
    assert (item_of(changed).price.id, changed.latest_invoice.id) == (
        dearer,
        subscription.latest_invoice.id,
    )
    stripe_double.advance(to=stripe_double.now + 33 * DAY)
    assert stripe_double.client().v1.invoices.list().data[0].amount_paid == 599


def test_half_a_period_of_another_price(stripe_double: StripeDouble) -> None:
    stripe_double.now = datetime(2026, 4, 1, tzinfo=UTC)
    subscription = subscribed(stripe_double)
    stripe_double.advance(to=datetime(2026, 4, 16, tzinfo=UTC))
    dearer = price_of(stripe_double.client(), unit_amount=799).id
    changed = swap(stripe_double, subscription, dearer, "always_invoice")
    lines = [line.amount for line in changed.latest_invoice.lines.data]
    assert (lines, changed.latest_invoice.amount_paid) == ([-200, 400], 200)


def test_a_credit_pays_the_next_invoice(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    subscription = subscribed(stripe_double)
    swap(stripe_double, subscription, price_of(client, unit_amount=99).id, "always_invoice")
    credit = client.v1.customers.retrieve(subscription.customer).balance
    assert credit == -300
    stripe_double.advance(to=stripe_double.now + 33 * DAY)
    assert client.v1.invoices.list().data[0].amount_paid == 0
    assert client.v1.customers.retrieve(subscription.customer).balance == -201


def test_another_rhythm_begins_at_once(stripe_double: StripeDouble) -> None:
    subscription = subscribed(stripe_double)
    yearly = price_of(stripe_double.client(), unit_amount=3900, recurring={"interval": "year"}).id
    changed = swap(stripe_double, subscription, yearly, "none")
    assert changed.latest_invoice.amount_paid == 3900
    assert item_of(changed).current_period_end - item_of(changed).current_period_start in (
        365 * 86_400,
        366 * 86_400,
    )


def test_cancelling_at_once(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    subscription = subscribed(stripe_double)
    assert client.v1.subscriptions.cancel(subscription.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert not client.v1.subscriptions.list().data
    assert len(client.v1.subscriptions.list({"status": "all"}).data) == 1


def test_a_trial_is_cut_short_or_made_longer(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    subscription = subscribed(stripe_double, subscription_data={"trial_period_days": 14})
    longer = int((stripe_double.now + 30 * DAY).timestamp())
    moved = client.v1.subscriptions.update(subscription.id, {"trial_end": longer})
    assert (moved.status, item_of(moved).current_period_end) == ("trialing", longer)
    assert client.v1.subscriptions.update(subscription.id, {"trial_end": "now"}).status == "active"
    assert [charge.amount for charge in client.v1.charges.list().data] == [399]


def test_money_goes_back_but_never_more_than_was_paid(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    intent = intent_of(subscribed(stripe_double))
    client.v1.refunds.create({"payment_intent": intent, "amount": 100})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 300})
    assert client.v1.refunds.create({"payment_intent": intent}).amount == 299
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.refunds.create({"payment_intent": intent})
    assert message.value.code == "charge_already_refunded"
    (charge,) = client.v1.charges.list({"expand": ["data.refunds"]}).data
    assert charge.refunds is not None
    assert (charge.refunded, [refund.amount for refund in charge.refunds.data]) == (
        True,
        [299, 100],
    )
    assert types(stripe_double).count("charge.refunded") == 2


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_is_opened_and_closed(stripe_double: StripeDouble, won: bool) -> None:
    client = stripe_double.client()
    intent = intent_of(subscribed(stripe_double))
    dispute = stripe_double.open_dispute(intent)
    with pytest.raises(stripe.InvalidRequestError) as message:
        client.v1.refunds.create({"payment_intent": intent})
    assert message.value.code == "charge_disputed"
    stripe_double.close_dispute(dispute["id"], won=won)
    assert client.v1.disputes.list({"payment_intent": intent}).data[0].status == (
        "won" if won else "lost"
    )
    assert ("charge.dispute.funds_reinstated" in types(stripe_double)) is won


def test_a_deleted_customer_takes_the_subscriptions_along(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    subscription = subscribed(stripe_double)
    assert client.v1.customers.delete(subscription.customer).deleted
    assert client.v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert client.v1.customers.retrieve(subscription.customer).deleted
    assert types(stripe_double)[-2:] == ["customer.subscription.deleted", "customer.deleted"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.billing_portal.sessions.create({"customer": subscription.customer})


def test_the_portal_changes_the_card_and_cancels(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    subscription = subscribed(stripe_double)
    address = {"customer": subscription.customer, "return_url": "http://shop.test/account"}
    portal = client.v1.billing_portal.sessions.create(address)  # type: ignore[arg-type] # a plain dict
    assert fetch(portal.url)[0] == 200
    stripe_double.card_fails(subscription.customer)
    assert "4444" in submit(portal.url, "card")[2]
    assert subscription.customer not in stripe_double.store.failing_cards
    submit(portal.url, "cancel")
    assert client.v1.subscriptions.retrieve(subscription.id).cancel_at_period_end
    assert submit(portal.url, "back")[:2] == (303, "http://shop.test/account")


def test_terms_wait_for_the_next_period_in_a_schedule(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    subscription = subscribed(stripe_double)
    yearly = price_of(client, unit_amount=3900, recurring={"interval": "year"}).id
    schedule = client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    with pytest.raises(stripe.InvalidRequestError, match="already attached"):
        client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    now: Any = schedule.phases[0].to_dict()
    old = {"items": [{"price": now["items"][0]["price"], "quantity": 1}]}
    old |= {name: now[name] for name in ("start_date", "end_date")}
    new = {
        "items": [{"price": yearly}],
        "duration": {"interval": "year"},
        "proration_behavior": "none",
    }
    params: Any = {"end_behavior": "release", "phases": [old, new]}
    client.v1.subscription_schedules.update(schedule.id, params)
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    stripe_double.advance(
        to=datetime.fromtimestamp(item_of(subscription).current_period_end, UTC) + DAY
    )
    assert [invoice.amount_paid for invoice in client.v1.invoices.list().data] == [3900, 399]
    assert item_of(client.v1.subscriptions.retrieve(subscription.id)).price.id == yearly
    assert client.v1.subscription_schedules.release(schedule.id).status == "released"
    assert client.v1.subscriptions.retrieve(subscription.id).schedule is None
