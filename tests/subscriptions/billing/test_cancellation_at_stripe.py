"""Cancelling and withdrawing without sign-in with Stripe as the provider."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from subscriptions.billing import cancellation_requests, checkout, donations, lifecycle
from subscriptions.billing.cancellation_requests import Declaration
from subscriptions.fulfilment import purchases
from subscriptions.gifts import offers, orders
from subscriptions.gifts.orders import GiftOrder
from subscriptions.models import CancellationRequest, Gift, Payment, Price, Purchase, Subscription
from tests.cast import DAY, NOON, MakeReader
from tests.gift_orders import BUYER
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import CHARGED

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stripe(noon: Any, settings: Any, stripe_double: StripeDouble) -> StripeDouble:
    settings.GATEWAY = "stripe"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = (
        stripe_double.key,
        stripe_double.webhook_secret,
    )
    settings.STRIPE_API_URL = stripe_double.url
    stripe_double.now = NOON
    return stripe_double


def paid(stripe: StripeDouble, purchase: Purchase) -> Purchase:
    stripe.pay(purchase.session_id)
    return purchases.complete(purchase, at=NOON)


def subscribed(stripe: StripeDouble, user: User) -> Subscription:
    quoted = checkout.quote(
        Price.objects.select_related("plan").get(amount=399), user=user, at=NOON
    )
    purchase = checkout.get_or_create_purchase(user, quoted, next_path="/", at=NOON)
    checkout.open_subscription_page(purchase, quoted)
    return Subscription.objects.get(purchase=paid(stripe, purchase))


def declared(
    kind: str, email: str, contract: str = "subscription", **more: Any
) -> CancellationRequest:
    return cancellation_requests.receive(
        Declaration(kind, contract, "Ada Brook", email), at=more.pop("at", NOON)
    )


def confirm(request: CancellationRequest) -> str:
    [contract] = cancellation_requests.contracts(request)
    link = f"/contracts/confirm/{cancellation_requests.token(request)}/"
    return Client().post(link, {"contract": contract.key}, follow=True).content.decode()


def test_a_subscription_ends_with_what_is_paid(
    stripe: StripeDouble, make_reader: MakeReader
) -> None:
    subscription = subscribed(stripe, make_reader("ada"))
    assert "It ends on 18 December 2026" in confirm(declared("cancel", "ada@reader.example"))
    subscription.refresh_from_db()
    assert subscription.cancel_at_period_end
    stripe.advance(to=NOON + 32 * DAY)
    lifecycle.sync_now("stripe", subscription.gateway_id, at=NOON + 32 * DAY)
    subscription.refresh_from_db()
    assert (subscription.is_running, Payment.objects.count()) == (False, 1)


def test_a_subscription_is_withdrawn_from(stripe: StripeDouble, make_reader: MakeReader) -> None:
    subscribed(stripe, make_reader("ada"))
    assert "$3.99 is on its way back" in confirm(declared("withdraw", "ada@reader.example"))
    assert (Payment.objects.get().state, Subscription.objects.get().end_reason) == (
        "refunded",
        "withdrawn",
    )


@pytest.mark.parametrize("answers_lost", [1, 2])
def test_an_answer_that_got_lost_refunds_once(
    stripe: StripeDouble, make_reader: MakeReader, answers_lost: int
) -> None:
    subscribed(stripe, make_reader("ada"))
    for _ in range(answers_lost):
        stripe.lose_answer_once()
    confirm(declared("withdraw", "ada@reader.example"))
    cancellation_requests.carry_out_pending(at=NOON + DAY)
    assert Payment.objects.get().refunded == 399
    assert len(stripe.store.of("refund")) == 1
    assert not CancellationRequest.objects.waiting().exists()


@pytest.mark.parametrize("event_arrived", [True, False])
def test_a_monthly_donation_charged_after_the_declaration(
    stripe: StripeDouble, noon: Any, event_arrived: bool
) -> None:
    offer = donations.DonationOrder(amount=500, currency="USD", monthly=True, email=BUYER)
    donation = donations.order(offer, user=None, at=NOON)
    donations.open_page(donation)
    paid(stripe, donation.purchase)
    subscription = Subscription.objects.get()
    noon.move_to(NOON + 29 * DAY)
    request = declared("cancel", BUYER, "donation", at=NOON + 29 * DAY)
    renewed = subscription.period_ends_at + CHARGED
    stripe.advance(to=renewed)
    noon.move_to(renewed + timedelta(hours=1))
    if event_arrived:
        lifecycle.sync_now("stripe", subscription.gateway_id, at=renewed)
    assert Payment.objects.count() == (2 if event_arrived else 1)
    assert "$5 is on its way back" in confirm(request)
    assert [payment.state for payment in Payment.objects.order_by("made_at")] == [
        "paid",
        "refunded",
    ]
    assert not Subscription.objects.get().is_running


def test_a_gift_and_a_donation_are_withdrawn_from(stripe: StripeDouble) -> None:
    gift = orders.order(
        GiftOrder(length=offers.lengths()[0], buyer_email=BUYER), user=None, at=NOON
    )
    orders.open_page(gift)
    paid(stripe, gift.purchase)
    assert "is on its way back" in confirm(declared("withdraw", BUYER, "gift"))
    assert Gift.objects.get().revoked_at is not None
    offer = donations.DonationOrder(amount=750, currency="USD", monthly=False, email=BUYER)
    donation = donations.order(offer, user=None, at=NOON)
    donations.open_page(donation)
    paid(stripe, donation.purchase)
    assert "$7.50 is on its way back" in confirm(declared("withdraw", BUYER, "donation"))
    assert set(Payment.objects.values_list("state", flat=True)) == {"refunded"}
