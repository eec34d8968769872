"""The whole purchase with Stripe: price, payment page, events in any order, refunds and outages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from subscriptions.billing import checkout, lifecycle, sync
from subscriptions.fulfilment import webhooks
from subscriptions.models import (
    Customer,
    Entitlement,
    GatewayEvent,
    Payment,
    Price,
    Purchase,
    Subscription,
)
from tests.cast import NOON, MakeColumn, MakeReader, Person, at_a_browser
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import CHARGED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A repeated request, a lost response or a double click opens one pay page",
        section="stripe",
    ),
    pytest.mark.promise(
        "The whole site works with Stripe, with events doubled and shuffled, and with Stripe down",
        section="stripe",
    ),
]

WHERE = "/payments/events/stripe/"
MONTH_ENDS = NOON + timedelta(days=30)


@pytest.fixture
def site(noon: Any, settings: Any, stripe_double: StripeDouble) -> StripeDouble:
    """Use Stripe's double as the provider, with the site's clock."""
    settings.GATEWAY = "stripe"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = (
        stripe_double.key,
        stripe_double.webhook_secret,
    )
    settings.STRIPE_API_URL = stripe_double.url
    stripe_double.now = NOON
    return stripe_double


@pytest.fixture
def buyer(make_reader: MakeReader) -> Person:
    return at_a_browser(make_reader("buyer"))


def deliver_events(double: StripeDouble, at: datetime = NOON, **how: Any) -> set[int]:
    """Send pending events to the site's webhook, and let the worker process them."""
    answers = {
        Client().post(WHERE, **one.for_django).status_code for one in deliveries(double, at, **how)
    }
    webhooks.process_pending(at=at)
    return answers


def deliveries(double: StripeDouble, at: datetime, **how: Any) -> list[Any]:
    return double.deliver(lambda delivery: delivery, signed_at=int(at.timestamp()), **how)


def to_the_pay_page(buyer: Person, next_path: str = "/") -> tuple[str, Purchase]:
    price = Price.objects.get(interval="month", amount=399)
    answer = buyer.client.post(
        reverse("subscriptions:review", args=[price.pk]), {"pay": "1", "next": next_path}
    )
    assert answer.status_code == 302, answer.content.decode()
    return answer.url, Purchase.objects.get()  # type: ignore[attr-defined]


def test_a_stranger_pays_and_reads_the_column_they_came_for(
    site: StripeDouble, buyer: Person, make_column: MakeColumn
) -> None:
    column = make_column("subscribers")
    there = column.get_absolute_url()
    url, purchase = to_the_pay_page(buyer, there)
    assert url == f"{site.url}/c/pay/{purchase.session_id}"
    back = site.pay(purchase.session_id)
    answer = buyer.client.get(back)
    assert answer.url == there  # type: ignore[attr-defined]
    assert (
        buyer.user.entitlements.get().ends_at
        == Subscription.objects.get().period_ends_at + sync.GRACE
    )
    assert Customer.objects.get().user == buyer.user


def test_events_alone_will_do_doubled_and_shuffled(site: StripeDouble, buyer: Person) -> None:
    _, purchase = to_the_pay_page(buyer)
    site.pay(purchase.session_id)
    assert deliver_events(site, order="shuffled", duplicates=2, seed=7) == {200}
    assert Purchase.objects.get().state == Purchase.State.PAID
    assert Subscription.objects.get().status == "active"
    assert (Payment.objects.get().amount, Entitlement.objects.count()) == (399, 1)
    assert not GatewayEvent.objects.filter(done_at=None).exists()
    assert set(GatewayEvent.objects.values_list("times", flat=True)) == {3}


def test_a_forged_and_an_old_event_change_nothing(site: StripeDouble, buyer: Person) -> None:
    _, purchase = to_the_pay_page(buyer)
    site.pay(purchase.session_id)
    (first, *_) = deliveries(site, NOON - timedelta(seconds=301))
    assert Client().post(WHERE, **first.for_django).status_code == 400
    forged = {**first.for_django, "headers": {"Stripe-Signature": "t=1,v1=00"}}
    assert Client().post(WHERE, **forged).status_code == 400
    assert not GatewayEvent.objects.exists()
    assert Purchase.objects.get().state == Purchase.State.OPEN


def test_a_double_click_opens_one_page(site: StripeDouble, buyer: Person) -> None:
    first, _ = to_the_pay_page(buyer)
    second, _ = to_the_pay_page(buyer)
    assert first == second


def test_while_stripe_is_down_buying_says_so_and_loses_nothing(
    site: StripeDouble, buyer: Person
) -> None:
    site.down = True
    price = Price.objects.get(interval="month", amount=399)
    answer = buyer.client.post(reverse("subscriptions:review", args=[price.pk]), {"pay": "1"})
    assert answer.status_code == 503
    assert "does not answer at the moment" in answer.content.decode()
    site.down = False
    to_the_pay_page(buyer)
    assert Purchase.objects.count() == 1


def test_a_refund_at_stripes_dashboard_ends_the_right(site: StripeDouble, buyer: Person) -> None:
    _, purchase = to_the_pay_page(buyer)
    site.pay(purchase.session_id)
    deliver_events(site)
    (intent,) = [one["id"] for one in site.store.all("payment_intent")]
    site.refund(intent)
    deliver_events(site, order="reversed")
    assert Payment.objects.get().state == "refunded"
    assert Entitlement.objects.get().ends_at == NOON


def test_a_refund_told_while_stripe_is_down_is_told_again(
    site: StripeDouble, buyer: Person
) -> None:
    _, purchase = to_the_pay_page(buyer)
    site.pay(purchase.session_id)
    deliver_events(site)
    (intent,) = [one["id"] for one in site.store.all("payment_intent")]
    site.refund(intent)
    waiting = deliveries(site, NOON)
    site.down = True
    assert {Client().post(WHERE, **one.for_django).status_code for one in waiting} == {503}
    site.down = False
    assert {Client().post(WHERE, **one.for_django).status_code for one in waiting} == {200}
    webhooks.process_pending(at=NOON)
    assert Payment.objects.get().state == "refunded"


def test_cancelling_and_the_paid_end(site: StripeDouble, buyer: Person, noon: Any) -> None:
    _, purchase = to_the_pay_page(buyer)
    site.pay(purchase.session_id)
    deliver_events(site)
    lifecycle.cancel_at_period_end(Subscription.objects.get(), at=NOON)
    assert Entitlement.objects.get().ends_at == MONTH_ENDS
    later = MONTH_ENDS + CHARGED
    noon.move_to(later)
    site.advance(to=later)
    deliver_events(site, later)
    subscription = Subscription.objects.get()
    assert (subscription.status, subscription.end_reason, subscription.ended_at) == (
        "canceled",
        "voluntary",
        MONTH_ENDS,
    )


def test_a_renewal_moves_the_right(site: StripeDouble, buyer: Person, noon: Any) -> None:
    _, purchase = to_the_pay_page(buyer)
    site.pay(purchase.session_id)
    deliver_events(site)
    later = MONTH_ENDS + CHARGED
    noon.move_to(later)
    site.advance(to=later)
    deliver_events(site, later, order="reversed")
    assert Payment.objects.count() == 2
    assert (
        Entitlement.objects.get().ends_at == Subscription.objects.get().period_ends_at + sync.GRACE
    )
    assert Subscription.objects.get().period_ends_at > later


def test_a_second_subscription_is_ended_and_sent_back(site: StripeDouble, buyer: Person) -> None:
    """Two payment pages, opened for two prices in two tabs, are both paid."""
    monthly = Price.objects.get(interval="month", amount=399)
    yearly = Price.objects.create(plan=monthly.plan, amount=4000, currency="USD", interval="year")
    for price in (monthly, yearly):
        quoted = checkout.quote(price, at=NOON)
        checkout.open_subscription_page(
            checkout.get_or_create_purchase(buyer.user, quoted, next_path="", at=NOON), quoted
        )
    for purchase in Purchase.objects.order_by("pk"):
        site.pay(purchase.session_id)
    deliver_events(site, order="shuffled", seed=3)
    deliver_events(site)
    assert sorted(Subscription.objects.values_list("status", flat=True)) == ["active", "canceled"]
    sent_back = Payment.objects.get(state="refunded")
    assert sent_back.refunded == sent_back.amount
    assert Subscription.objects.of_readers().running().count() == 1
