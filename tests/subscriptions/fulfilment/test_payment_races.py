"""Everybody notices a payment at the same moment: the event, the page that one comes back to, the upkeep."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.models import User
from subscriptions import gateways, upkeep
from subscriptions.billing import checkout
from subscriptions.fulfilment import purchases as fulfilment
from subscriptions.fulfilment import reconciliation, webhooks
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Entitlement, Payment, Price, Purchase, Subscription

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Event, return page, scheduled job and reconciliation at the same time deliver "
        "once without an error (PostgreSQL, real threads)",
        section="payments",
    ),
]
ROUNDS = 4


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What went wrong."""
    start, troubles = threading.Barrier(len(acts)), []

    def go(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as trouble:
            troubles.append(repr(trouble))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def paid_at_the_provider(number: int) -> Purchase:
    user, at = User.objects.create_user(f"payer{number}@reader.example", None), timezone.now()
    quoted = checkout.quote(Price.objects.select_related("plan").get(), at=at)
    purchase = checkout.begin(user, quoted, next_path="", at=at)
    checkout.open_subscription_page(purchase, quoted)
    gateway = gateways.current()
    assert isinstance(gateway, SandboxGateway)
    gateway.pay(purchase.session_id)
    return purchase


def given_once(purchase: Purchase) -> None:
    mine = Subscription.objects.get(purchase=purchase)
    assert Entitlement.objects.get(user=purchase.user) == mine.entitlement
    assert Payment.objects.get(subscription=mine).amount == 399
    assert Purchase.objects.get(pk=purchase.pk).state == Purchase.State.PAID
    assert [letter.to for letter in mail.outbox].count([purchase.email]) == 1


def test_the_event_and_the_way_back_at_the_same_moment(settings: Any) -> None:
    settings.GATEWAY = "sandbox"
    gateway = SandboxGateway()
    for number in range(ROUNDS):
        purchase = paid_at_the_provider(number)
        told = list(gateway.undelivered())

        def hears(told: Any = told) -> None:
            for body, headers in told:
                kept = webhooks.receive("sandbox", body, headers, at=timezone.now())
                webhooks.work(kept.pk, at=timezone.now())

        def comes_back(pk: int = purchase.pk) -> None:
            fulfilment.complete(Purchase.objects.get(pk=pk), at=timezone.now())

        assert at_once(*[hears] * 4, *[comes_back] * 4) == []
        given_once(purchase)


def test_upkeep_and_reconciling_at_the_same_moment(settings: Any) -> None:
    settings.GATEWAY = "sandbox"
    purchases = [paid_at_the_provider(number) for number in range(ROUNDS)]

    def keeps_up() -> None:
        assert [outcome.name for outcome in upkeep.run(at=timezone.now()) if outcome.done is None] == []

    def reconciles() -> None:
        reconciliation.mend(at=timezone.now())

    assert at_once(*[keeps_up] * 3, *[reconciles] * 2) == []
    for purchase in purchases:
        given_once(purchase)
