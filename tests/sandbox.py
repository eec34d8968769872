"""The sandbox as payment provider: its prices, subscribers, clock and outage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import User
from operations import scheduled
from subscriptions import gateways
from subscriptions.billing import checkout
from subscriptions.fulfilment import purchases, sandbox_clock
from subscriptions.gateways.base import GatewayDown
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Plan, Price, Promotion, Purchase, Subscription
from tests.cast import NOON, MakeReader, Person

Subscribe = Callable[..., Subscription]
WaitUntil = Callable[..., None]
RunScheduled = Callable[[datetime], list[EmailMessage]]


@pytest.fixture
def sandbox(noon: Any, settings: Any) -> SandboxGateway:
    """Use the sandbox as the provider."""
    settings.GATEWAY = "sandbox"
    return sandbox_clock.sandbox()


@pytest.fixture
def monthly(db: None) -> Price:
    """$3.99 a month, the price of a new site."""
    return Price.objects.select_related("plan").get(interval="month", amount=399)


@pytest.fixture
def yearly(monthly: Price) -> Price:
    """$40 a year, of the same plan."""
    fields = {
        "plan": monthly.plan,
        "amount": 4000,
        "currency": "USD",
        "interval": "year",
        "tax_note": "including VAT",
    }
    return Price.objects.create(**fields)


@pytest.fixture
def with_trial(db: None) -> Price:
    """Two weeks free, then $5 a month."""
    plan = Plan.objects.create(name="Trial")
    return Price.objects.create(
        plan=plan, amount=500, currency="USD", interval="month", trial_days=14
    )


@pytest.fixture
def subscribe(sandbox: SandboxGateway, monthly: Price) -> Subscribe:
    """subscribe(user, price, promotion=None, card_works=True, at=NOON): buy through the payment
    page.
    """

    def subscribe(
        user: User,
        price: Price | None = None,
        *,
        promotion: Promotion | None = None,
        card_works: bool = True,
        at: datetime = NOON,
    ) -> Subscription:
        quoted = checkout.quote(price or monthly, promotion=promotion, at=at)
        purchase = checkout.get_or_create_purchase(user, quoted, next_path="/", at=at)
        page = checkout.open_subscription_page(purchase, quoted)
        sandbox.pay(page.session_id, next_fails=not card_works)
        purchases.complete(purchase, at=at)
        return Subscription.objects.get(purchase=purchase)

    return subscribe


@pytest.fixture
def open_purchase(sandbox: SandboxGateway, monthly: Price, make_reader: MakeReader) -> Purchase:
    """An open payment page of buyer@reader.example."""
    quoted = checkout.quote(monthly, at=NOON)
    purchase = checkout.get_or_create_purchase(
        make_reader("buyer"), quoted, next_path="/columns/", at=NOON
    )
    checkout.open_subscription_page(purchase, quoted)
    return purchase


@pytest.fixture
def paying(registered: Person, subscribe: Subscribe) -> Person:
    """A monthly subscriber since NOON, through the sandbox."""
    subscribe(registered.user)
    return registered


@pytest.fixture
def wait_until(noon: Any, sandbox: SandboxGateway) -> WaitUntil:
    """wait_until(moment, person): move the clock, let the provider act, and sign the person in
    again.
    """

    def wait(moment: datetime, person: Person | None = None) -> None:
        noon.move_to(moment)
        sandbox_clock.advance_all(moment)
        if person is not None:
            person.client.force_login(person.user)

    return wait


@pytest.fixture
def run_scheduled(
    noon: Any, sandbox: SandboxGateway, django_capture_on_commit_callbacks: Any
) -> RunScheduled:
    """run_scheduled(moment): move the clock, run all scheduled jobs, and return the e-mails that
    they sent.
    """

    def keep(moment: datetime) -> list[EmailMessage]:
        noon.move_to(moment)
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            outcomes = scheduled.run(at=moment)
        assert [outcome.name for outcome in outcomes if outcome.done is None] == []
        return list(mail.outbox[before:])

    return keep


@pytest.fixture
def provider_down(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """with provider_down(): the provider does not answer."""

    @contextmanager
    def down() -> Iterator[None]:
        def silent(name: str) -> Any:
            raise GatewayDown(name)

        with monkeypatch.context() as patch:
            patch.setattr(gateways, "named", silent)
            yield

    return down
