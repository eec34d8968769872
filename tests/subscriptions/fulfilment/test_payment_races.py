"""A payment is noticed by several processes at once: the webhook, the return page, the scheduled
job.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.models import User
from operations import scheduled
from subscriptions import gateways
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
ROUNDS = 4  # repetitions, because a race does not show each time


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run in parallel; return the exceptions."""
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
    purchase = checkout.get_or_create_purchase(user, quoted, next_path="", at=at)
    checkout.open_subscription_page(purchase, quoted)
    gateway = gateways.current()
    assert isinstance(gateway, SandboxGateway)
    gateway.pay(purchase.session_id)
    return purchase


def assert_fulfilled_once(purchase: Purchase) -> None:
    subscription = Subscription.objects.get(purchase=purchase)
    assert Entitlement.objects.get(user=purchase.user) == subscription.entitlement
    assert Payment.objects.get(subscription=subscription).amount == 399
    assert Purchase.objects.get(pk=purchase.pk).state == Purchase.State.PAID
    assert [email.to for email in mail.outbox].count([purchase.email]) == 1


def test_the_event_and_the_way_back_at_the_same_moment(settings: Any) -> None:
    settings.GATEWAY = "sandbox"
    gateway = SandboxGateway()
    for number in range(ROUNDS):
        purchase = paid_at_the_provider(number)
        messages = list(gateway.undelivered())

        # Default arguments, because a closure would see the variables of a later round.
        def delivers(told: Any = messages) -> None:
            for body, headers in told:
                kept = webhooks.receive("sandbox", body, headers, at=timezone.now())
                webhooks.process(kept.pk, at=timezone.now())

        def comes_back(pk: int = purchase.pk) -> None:
            fulfilment.complete(Purchase.objects.get(pk=pk), at=timezone.now())

        assert at_once(*[delivers] * 4, *[comes_back] * 4) == []
        assert_fulfilled_once(purchase)


def test_upkeep_and_reconciling_at_the_same_moment(settings: Any) -> None:
    settings.GATEWAY = "sandbox"
    purchases = [paid_at_the_provider(number) for number in range(ROUNDS)]

    def runs_jobs() -> None:
        assert [
            outcome.name for outcome in scheduled.run(at=timezone.now()) if outcome.done is None
        ] == []

    def reconciles() -> None:
        reconciliation.repair(at=timezone.now())

    assert at_once(*[runs_jobs] * 3, *[reconciles] * 2) == []
    for purchase in purchases:
        assert_fulfilled_once(purchase)


OFFERS: list[dict[str, Any]] = [{"trial_days": 14}, {"intro_amount": 100, "intro_intervals": 2}]


@pytest.mark.promise(
    "Accounts of one mailbox that pay at the same moment get one offer (PostgreSQL)",
    section="buying",
)
@pytest.mark.promise(
    "Several accounts of one mailbox get one trial, also from pages opened at once",
    section="buying",
)
@pytest.mark.parametrize("offer", OFFERS, ids=["trial", "lower price"])
def test_accounts_of_a_mailbox_that_pay_at_the_same_moment_get_one_offer(
    offer: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GATEWAY = "sandbox"
    # All pages were paid before one of them could be closed.
    monkeypatch.setattr(fulfilment, "_close_other_pages", lambda purchase: None)
    plan = Price.objects.get().plan
    price = Price.objects.create(plan=plan, amount=500, currency="USD", interval="month", **offer)
    for number in range(ROUNDS):
        accounts = [_account(f"ada{number}+{place}@mail.example") for place in range(4)]
        purchases = [_offer_paid(user, price) for user in accounts]

        def complete(purchase: Purchase) -> Callable[[], object]:
            return lambda: fulfilment.complete(
                Purchase.objects.get(pk=purchase.pk), at=timezone.now()
            )

        assert at_once(*map(complete, purchases)) == []
        mine = Subscription.objects.filter(purchase__in=purchases)
        assert sorted(mine.values_list("end_reason", flat=True)) == [
            "",
            "duplicate",
            "duplicate",
            "duplicate",
        ]
        assert Entitlement.objects.in_force(timezone.now()).filter(user__in=accounts).count() == 1
        kept = [
            payment.amount - payment.refunded
            for payment in Payment.objects.filter(subscription__in=mine)
        ]
        # The other three payments are refunded.
        assert sum(kept) == offer.get("intro_amount", 0)


def _account(address: str) -> User:
    user = User.objects.create_user(address, None)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    user.refresh_from_db()
    return user


def _offer_paid(user: User, price: Price) -> Purchase:
    at = timezone.now()
    quoted = checkout.quote(price, user=user, at=at)
    purchase = checkout.get_or_create_purchase(user, quoted, next_path="", at=at)
    page = checkout.open_subscription_page(purchase, quoted)
    SandboxGateway().pay(page.session_id)
    return purchase
