"""The sandbox as the payment provider, and people who buy there."""

from typing import Any, Protocol

import pytest

from accounts.models import User
from subscriptions import fulfilment, sandbox_clock, selling
from subscriptions.gateways.sandbox import SandboxGateway
from subscriptions.models import Price, Promotion, Purchase, Subscription
from tests.cast import NOON


class Buy(Protocol):
    def __call__(
        self, user: User, price: Price | None = ..., *, next_fails: bool = ..., promotion: Promotion | None = ...
    ) -> Subscription: ...


@pytest.fixture
def sandbox(noon: Any, settings: Any) -> SandboxGateway:
    """Payments go through the sandbox; its clock is the test's."""
    settings.GATEWAY = "sandbox"
    return sandbox_clock.sandbox()


@pytest.fixture
def price(db: None) -> Price:
    """$3.99 a month, as migrate leaves it."""
    return Price.objects.select_related("plan").get()


@pytest.fixture
def open_purchase(sandbox: SandboxGateway, price: Price) -> Purchase:
    """Somebody's pay page is open."""
    user = User.objects.create_user("buyer@reader.example", None)
    quoted = selling.quote(price, at=NOON)
    purchase = selling.begin(user, quoted, next_path="/columns/", at=NOON)
    selling.open_subscription_page(purchase, quoted)
    return purchase


@pytest.fixture
def buy(sandbox: SandboxGateway, price: Price) -> Buy:
    """buy(user, price): the whole way through the sandbox's pay page."""

    def through_the_page(
        user: User, bought: Price | None = None, *, next_fails: bool = False, promotion: Promotion | None = None
    ) -> Subscription:
        quoted = selling.quote(bought or price, promotion=promotion, at=NOON)
        purchase = selling.begin(user, quoted, next_path="", at=NOON)
        page = selling.open_subscription_page(purchase, quoted)
        sandbox.pay(page.session_id, next_fails=next_fails)
        fulfilment.complete(purchase, at=NOON)
        return Subscription.objects.get(purchase=purchase)

    return through_the_page
