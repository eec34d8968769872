"""A refusal by the payment provider and an outage have different messages."""

from typing import Any

import pytest
from django.urls import reverse

from subscriptions import gateways
from subscriptions.gateways.base import GatewayDown, GatewayRefused, NotFound
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import (
    DonationAmount,
    Price,
    Promotion,
    PromotionUse,
    Purchase,
    Subscription,
)
from tests.cast import Person
from tests.gift_orders import BUYER, length_of
from tests.sandbox import Subscribe
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.gateways.test_stripe_site import buyer, site

__all__ = ["buyer", "site"]
pytestmark = pytest.mark.django_db
OUTAGE = "does not answer"
REFUSALS = [
    (GatewayRefused("no", reason="amount_too_small"), 409, "so small an amount"),
    (GatewayRefused("no", reason="amount_too_large"), 409, "so large an amount"),
    (GatewayRefused("no", reason="email_invalid"), 409, "check its spelling"),
    (GatewayRefused("no"), 409, "refused this"),
    (NotFound("sub_made_up"), 409, "refused this"),
    (GatewayDown("silence"), 503, OUTAGE),
]
refusals = pytest.mark.parametrize(("trouble", "status", "sentence"), REFUSALS)


def review(price: Price) -> str:
    return reverse("subscriptions:review", args=[price.pk])


def answers(monkeypatch: pytest.MonkeyPatch, verb: str, error: Exception) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(SandboxGateway, verb, refuse)


def assert_message(answer: Any, status: int, sentence: str) -> None:
    text = answer.content.decode()
    assert answer.status_code == status
    assert sentence in text
    assert (OUTAGE in text) == (status == 503)


@refusals
def test_buying(
    registered: Person,
    sandbox: SandboxGateway,
    monthly: Price,
    monkeypatch: Any,
    trouble: Any,
    status: int,
    sentence: str,
) -> None:
    answers(monkeypatch, "create_checkout", trouble)
    assert_message(registered.client.post(review(monthly), {"pay": "1"}), status, sentence)
    assert Purchase.objects.get().state == ("open" if status == 503 else "expired")


@refusals
def test_giving(
    visitor: Person,
    sandbox: SandboxGateway,
    monthly: Price,
    monkeypatch: Any,
    trouble: Any,
    status: int,
    sentence: str,
) -> None:
    answers(monkeypatch, "create_checkout", trouble)
    form = {"length": length_of("6 months").key, "way": "print", "email": BUYER}
    assert_message(visitor.client.post(reverse("subscriptions:gift"), form), status, sentence)


@refusals
def test_donating(
    visitor: Person,
    sandbox: SandboxGateway,
    monkeypatch: Any,
    trouble: Any,
    status: int,
    sentence: str,
) -> None:
    answers(monkeypatch, "create_checkout", trouble)
    form = {"amount": "own", "own_amount": "5", "often": "once", "email": BUYER}
    assert_message(visitor.client.post(reverse("subscriptions:donate"), form), status, sentence)


@pytest.mark.promise(
    "A refusal by the payment provider is reported as a refusal, not as an outage",
    section="buying",
)
@refusals
@pytest.mark.parametrize(
    ("page", "verb"),
    [("cancel", "cancel_at_period_end"), ("card", "portal_url"), ("resume", "resume")],
)
def test_a_running_subscription(
    registered: Person,
    subscribe: Subscribe,
    monkeypatch: Any,
    page: str,
    verb: str,
    trouble: Any,
    status: int,
    sentence: str,
) -> None:
    subscription = subscribe(registered.user)
    if page == "resume":
        registered.client.post(reverse("subscriptions:cancel", args=[subscription.pk]))
    answers(monkeypatch, verb, trouble)
    assert_message(
        registered.client.post(reverse(f"subscriptions:{page}", args=[subscription.pk])),
        status,
        sentence,
    )


def test_cancelling_what_the_provider_does_not_know(
    registered: Person, subscribe: Subscribe
) -> None:
    subscription = subscribe(registered.user)
    Subscription.objects.update(gateway_id="sub_made_up")
    assert_message(
        registered.client.post(reverse("subscriptions:cancel", args=[subscription.pk])),
        409,
        "refused this",
    )


def test_a_code_that_leaves_too_little_is_refused_before_anybody_is_asked(
    registered: Person, sandbox: SandboxGateway, monthly: Price
) -> None:
    Promotion.objects.create(code="NEARLY", percent_off=95)
    answer = registered.client.post(review(monthly), {"code": "nearly", "pay": "1"})
    assert answer.status_code == 200
    assert "This code cannot be used with this price" in answer.content.decode()
    assert not Purchase.objects.exists()


def test_stripes_own_refusal_of_a_code_says_so_and_frees_its_use(
    buyer: Person, site: StripeDouble, monthly: Price, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe's minimum may differ from the one in our table."""
    monkeypatch.setattr("subscriptions.gateways.minimums.MINIMUM_CHARGES", {})
    Promotion.objects.create(code="NEARLY", percent_off=95)
    answer = buyer.client.post(review(monthly), {"code": "nearly", "pay": "1"})
    assert answer.status_code == 200
    assert "This code cannot be used with this price" in answer.content.decode()
    assert not PromotionUse.objects.exists()


def test_a_hundred_per_cent_stays_possible(
    buyer: Person, site: StripeDouble, monthly: Price
) -> None:
    Promotion.objects.create(code="FREE", percent_off=100)
    assert buyer.client.post(review(monthly), {"code": "free", "pay": "1"}).status_code == 302


def test_a_price_of_nineteen_cents_is_told_as_a_refusal(
    buyer: Person, site: StripeDouble, monthly: Price
) -> None:
    Price.objects.update(amount=19)
    assert_message(buyer.client.post(review(monthly), {"pay": "1"}), 409, "so small an amount")


def test_an_address_that_stripe_does_not_take(
    buyer: Person, site: StripeDouble, monthly: Price
) -> None:
    buyer.user.email = "a@b"
    buyer.user.save()
    assert_message(buyer.client.post(review(monthly), {"pay": "1"}), 409, "check its spelling")


def test_ten_yen_are_too_little_to_give(visitor: Person, site: StripeDouble) -> None:
    DonationAmount.objects.all().delete()
    DonationAmount.objects.create(amount=500, currency="JPY")
    form = {"amount": "own", "own_amount": "10", "often": "once", "email": BUYER}
    answer = visitor.client.post(reverse("subscriptions:donate"), form)
    assert "The smallest donation is ¥50" in answer.content.decode()
    assert not Purchase.objects.exists()


@pytest.mark.parametrize(
    ("percent", "warned"), [("95", True), ("87", False), ("88", True), ("100", False)]
)
def test_the_desk_is_warned_of_a_code_that_leaves_too_little(
    publisher: Person, percent: str, warned: bool
) -> None:
    form = {"code": "NEARLY", "percent_off": percent, "intervals": "1"}
    answer = publisher.client.post("/admin/subscriptions/promotion/add/", form, follow=True)
    assert (
        "these prices fall below the payment provider’s minimum" in answer.content.decode()
    ) is warned
    assert Promotion.objects.exists()


def test_both_gateways_know_the_three_answers(sandbox: SandboxGateway) -> None:
    with pytest.raises(NotFound):
        gateways.current().cancel_at_period_end("sub_made_up")
    assert issubclass(NotFound, GatewayRefused)
    assert not issubclass(GatewayDown, GatewayRefused)
