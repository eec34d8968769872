"""The provider's customer has the account's verified address, even if the provider or another
worker interferes.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from subscriptions import gateways
from subscriptions.billing import customers
from subscriptions.gateways.base import GatewayDown, GatewayRefused
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Customer, Price
from tests.cast import NOON, PASSWORD, MakeReader
from tests.sandbox import RunScheduled, Subscribe
from tests.stripe_double.double import StripeDouble

pytestmark = pytest.mark.promise(
    "The provider's customer has the verified address, the last of two changes",
    section="subscriptions",
)


NEW = "anna@reader.example"
Down = Callable[[], Any]


@pytest.fixture
def ann(make_reader: MakeReader, subscribe: Subscribe) -> User:
    user = make_reader("ann")
    subscribe(user)
    return user


def change_address(user: User, email: str = NEW, *, verified: bool = True) -> None:
    """Change the address as allauth does after verification."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        user.email = email
        user.save(update_fields=["email"])
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)


def worker() -> None:
    options = ["--batch", "--no-startup-delay", "--no-reload", "--interval=0", "--verbosity=0"]
    call_command("db_worker", *options)


def at_the_provider(sandbox: SandboxGateway) -> str:
    return sandbox.email(Customer.objects.get().customer_id)


def test_a_new_customer_is_known_with_the_address_of_the_purchase(
    ann: User, sandbox: SandboxGateway
) -> None:
    assert Customer.objects.get().email == at_the_provider(sandbox) == ann.email
    assert not customers.outdated().exists()


@pytest.mark.django_db(transaction=True)
def test_the_provider_gets_the_new_address_after_the_change(
    ann: User, sandbox: SandboxGateway
) -> None:
    change_address(ann)
    assert at_the_provider(sandbox) != NEW
    worker()
    assert at_the_provider(sandbox) == Customer.objects.get().email == NEW


@pytest.mark.django_db(transaction=True)
def test_the_reader_changes_the_address_on_the_site(ann: User, sandbox: SandboxGateway) -> None:
    cache.clear()
    client = Client()
    client.post("/accounts/login/", {"login": ann.email, "password": PASSWORD})
    response = client.post("/accounts/email/", {"action_add": "", "email": NEW})
    client.post(response.headers["Location"], {"password": PASSWORD})
    worker()
    assert at_the_provider(sandbox) == ann.email
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    client.post("/accounts/confirm-email/", {"code": code[0]})
    worker()
    assert at_the_provider(sandbox) == NEW


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_not_proved_stays_with_us(ann: User, sandbox: SandboxGateway) -> None:
    before = ann.email
    change_address(ann, verified=False)
    worker()
    assert customers.sync_outdated() == 0
    assert at_the_provider(sandbox) == before
    address = EmailAddress.objects.get(user=ann)
    address.verified = True
    address.save(update_fields=["verified"])
    worker()
    assert at_the_provider(sandbox) == NEW


@pytest.mark.django_db(transaction=True)
def test_while_the_provider_is_down_the_change_succeeds_and_the_rest_is_done_later(
    ann: User,
    sandbox: SandboxGateway,
    run_scheduled: RunScheduled,
    provider_down: Down,
) -> None:
    with provider_down():
        change_address(ann)
        worker()
        assert customers.sync_outdated() == 0
    assert User.objects.get(pk=ann.pk).email == NEW
    assert at_the_provider(sandbox) != NEW
    run_scheduled(NOON)
    assert at_the_provider(sandbox) == NEW
    assert customers.sync_outdated() == 0


def test_of_two_changes_that_race_the_last_one_wins(
    ann: User, sandbox: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_address(ann, "first@reader.example")
    sent: list[str] = []
    set_email = SandboxGateway.set_email

    def slow(self: SandboxGateway, customer_id: str, email: str) -> None:
        """While the first address is being sent, another worker sends the second."""
        if email == "first@reader.example":
            change_address(ann, NEW)
            customers.sync_email(Customer.objects.get().pk)
        set_email(self, customer_id, email)
        sent.append(email)

    monkeypatch.setattr(SandboxGateway, "set_email", slow)
    assert customers.sync_email(Customer.objects.get().pk)
    assert sent == [NEW, "first@reader.example", NEW]
    assert at_the_provider(sandbox) == Customer.objects.get().email == NEW


def test_a_refused_address_is_logged_once_and_not_sent_again(
    ann: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: SandboxGateway, customer_id: str, email: str) -> None:
        raise GatewayRefused("Invalid email address", reason="email_invalid")

    monkeypatch.setattr(SandboxGateway, "set_email", refuse)
    change_address(ann)
    assert (customers.sync_outdated(), customers.sync_outdated()) == (1, 0)
    assert "refuses the new address" in caplog.text
    assert NEW not in caplog.text


def test_nothing_is_asked_of_a_provider_that_is_no_longer_set_up(ann: User, settings: Any) -> None:
    change_address(ann)
    settings.GATEWAY = ""
    assert customers.sync_outdated() == 0
    assert customers.outdated().exists()


def test_one_outage_does_not_keep_the_others_waiting_one_by_one(
    ann: User, make_reader: MakeReader, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = make_reader("bob")
    subscribe(bob)
    change_address(ann)
    change_address(bob, "bobby@reader.example")
    requested: list[str] = []

    def down(self: SandboxGateway, customer_id: str, email: str) -> None:
        requested.append(email)
        raise GatewayDown

    monkeypatch.setattr(SandboxGateway, "set_email", down)
    assert customers.sync_outdated() == 0
    assert len(requested) == 1


def test_whoever_subscribes_again_is_the_same_customer(
    ann: User, subscribe: Subscribe, monthly: Price
) -> None:
    other = Price.objects.create(plan=monthly.plan, amount=4000, currency="USD", interval="year")
    subscription = ann.subscriptions.get()
    gateways.current().cancel_now(subscription.gateway_id)
    ann.subscriptions.update(ended_at=NOON, status="canceled")
    again = subscribe(ann, other)
    assert again.pk != subscription.pk
    assert Customer.objects.count() == 1


def test_signing_in_asks_nothing_about_customers(
    ann: User, django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, django_assert_num_queries(1):
        ann.save(update_fields=["last_login"])
    assert callbacks == []


def test_stripe_has_the_new_address(
    noon: Any, settings: Any, stripe_double: StripeDouble, make_reader: MakeReader, monthly: Price
) -> None:
    settings.GATEWAY = "stripe"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = (
        stripe_double.key,
        stripe_double.webhook_secret,
    )
    settings.STRIPE_API_URL, stripe_double.now = stripe_double.url, NOON
    ann, bob = make_reader("ann"), make_reader("bob")
    api = stripe_double.client().v1
    for user in (ann, bob):
        name = api.customers.create({"email": user.email, "name": "As typed"}).id
        Customer.objects.create(user=user, gateway="stripe", customer_id=name, email=user.email)
        change_address(user, f"new-{user.email}")
    stripe_double.delete_customer(Customer.objects.get(user=bob).customer_id)
    assert customers.sync_outdated() == 2
    changed = api.customers.retrieve(Customer.objects.get().customer_id)
    assert (changed.email, changed.name) == (f"new-{'ann@reader.example'}", "As typed")
    assert not Customer.objects.filter(user=bob).exists()
