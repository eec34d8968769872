"""Readers who subscribed before, purchases in two tabs, and payment pages that the provider does
not have any more.
"""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from accounts.models import User
from subscriptions.account import closing
from subscriptions.billing import checkout, lifecycle
from subscriptions.billing.checkout import CheckoutError
from subscriptions.fulfilment import purchases, reconciliation
from subscriptions.gateways.base import GatewayDown, GatewayError
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.models import Plan, Price, Promotion, Purchase, SandboxRecord, Subscription
from tests.cast import DAY, NOON, MakeReader, Person
from tests.sandbox import Subscribe

pytestmark = pytest.mark.promise(
    "A pay page that the provider does not know blocks neither buying, closing nor reconciliation",
    section="buying",
)


EndReason = Subscription.EndReason


@pytest.fixture
def introduced(db: None) -> Price:
    """$1 for the first month, then $5."""
    plan = Plan.objects.create(name="Cheap at first")
    terms = {
        "amount": 500,
        "currency": "USD",
        "interval": "month",
        "intro_amount": 100,
        "intro_intervals": 1,
    }
    return Price.objects.create(plan=plan, **terms)


def buy(person: Person, price: Price, sandbox: SandboxGateway) -> Purchase:
    """Buy through the pages, any number of times: each subscription is ended at once."""
    person.client.post(f"/subscribe/{price.pk}/", {"pay": "1"})
    purchase = Purchase.objects.get(state=Purchase.State.OPEN)
    sandbox.pay(purchase.session_id)
    purchases.complete(purchase, at=NOON)
    lifecycle.cancel_now(
        Subscription.objects.get(purchase=purchase), reason=EndReason.VOLUNTARY, at=NOON
    )
    return purchase


@pytest.mark.promise("A trial and an introductory price are given once a reader", section="buying")
def test_a_trial_is_given_once(
    registered: Person, sandbox: SandboxGateway, with_trial: Price
) -> None:
    first, second = (buy(registered, with_trial, sandbox) for _ in range(2))
    assert (first.amount, second.amount) == (0, 500)
    assert [payment.amount for payment in second.payments.all()] == [500]
    assert checkout.NOT_AGAIN in second.terms_text
    assert checkout.NOT_AGAIN not in first.terms_text


@pytest.mark.promise("A trial and an introductory price are given once a reader", section="buying")
def test_an_introduction_is_given_once(
    registered: Person, sandbox: SandboxGateway, introduced: Price
) -> None:
    assert [buy(registered, introduced, sandbox).amount for _ in range(2)] == [100, 500]


def test_the_trial_of_another_plan_is_not_given_either(
    registered: Person, sandbox: SandboxGateway, with_trial: Price, introduced: Price
) -> None:
    buy(registered, introduced, sandbox)
    page = registered.client.get(f"/subscribe/{with_trial.pk}/").content.decode()
    assert "Today you pay $5." in page
    assert checkout.NOT_AGAIN in page
    with_trial.refresh_from_db()
    assert with_trial.trial_days == 14, "what is for sale stays as it is"


def test_who_has_subscribed_before_may_use_a_code_at_the_regular_price(
    registered: Person, sandbox: SandboxGateway, with_trial: Price
) -> None:
    Promotion.objects.create(code="BACK", percent_off=50)
    look = {"code": "BACK", "look": "1"}
    assert (
        "cannot be added"
        in registered.client.post(f"/subscribe/{with_trial.pk}/", look).content.decode()
    )
    buy(registered, with_trial, sandbox)
    assert (
        "Today you pay $2.50."
        in registered.client.post(f"/subscribe/{with_trial.pk}/", look).content.decode()
    )


@pytest.mark.parametrize("gone", ["page", "provider"])
def test_a_page_that_is_nowhere_hinders_nobody(
    gone: str, open_purchase: Purchase, monthly: Price, sandbox: SandboxGateway, settings: Any
) -> None:
    """After a change of provider, or of the account there, buying and closing the account still
    work.
    """
    if gone == "page":
        SandboxRecord.objects.filter(kind="page").delete()
    else:
        Purchase.objects.update(gateway="stripe")
    user, later = User.objects.get(email="buyer@reader.example"), NOON + timedelta(days=2)
    again = checkout.get_or_create_purchase(
        user, checkout.quote(monthly, at=later), next_path="", at=later
    )
    assert again.pk != open_purchase.pk
    assert checkout.open_subscription_page(again, checkout.quote(monthly, at=later)).state == "open"
    Purchase.objects.exclude(pk=again.pk).update(state=Purchase.State.EXPIRED)
    closing.end_agreements(user, at=later)
    assert not Purchase.objects.filter(state=Purchase.State.OPEN).exists()


def test_closing_does_not_wait_for_a_page_that_is_nowhere(open_purchase: Purchase) -> None:
    SandboxRecord.objects.filter(kind="page").delete()
    closing.end_agreements(User.objects.get(email="buyer@reader.example"), at=NOON)
    assert Purchase.objects.get().state == Purchase.State.EXPIRED


@pytest.mark.promise(
    "A payment for an account that no longer exists is ended and refunded",
    section="buying",
)
def test_what_is_paid_on_a_page_that_outlived_the_account_goes_back(
    open_purchase: Purchase, sandbox: SandboxGateway
) -> None:
    """The desk deleted the account while the payment page was open: the payment is refunded and
    nothing renews.
    """
    sandbox.pay(open_purchase.session_id)
    # At the desk: closing the own account would close the payment page first.
    User.objects.get(email="buyer@reader.example").delete()
    purchases.complete(Purchase.objects.get(), at=NOON)
    subscription = Subscription.objects.get()
    (payment,) = subscription.payments.all()
    assert (subscription.ended_at, subscription.end_reason) == (NOON, EndReason.CLOSED)
    assert (payment.state, payment.refunded) == ("refunded", 399)
    (remote,) = sandbox.subscriptions()
    assert remote.ended_at is not None


@pytest.mark.promise(
    "A payment for an account that no longer exists is ended and refunded",
    section="buying",
)
def test_its_refund_is_tried_again_and_that_of_a_closed_account_is_not_made(
    open_purchase: Purchase,
    sandbox: SandboxGateway,
    subscribe: Subscribe,
    make_reader: MakeReader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = make_reader("leaver")
    kept = subscribe(reader)
    closing.end_agreements(reader, at=NOON)
    reader.delete()
    sandbox.pay(open_purchase.session_id)
    User.objects.get(email="buyer@reader.example").delete()
    with monkeypatch.context() as patch:
        patch.setattr(SandboxGateway, "refund", _unreachable)
        with pytest.raises(GatewayDown):
            purchases.complete(Purchase.objects.get(pk=open_purchase.pk), at=NOON)
    late = Subscription.objects.get(purchase=open_purchase)
    assert (late.ended_at, late.payments.get().refunded) == (NOON, 0)
    assert list(Subscription.objects.to_send_back(NOON)) == [late]
    assert lifecycle.retry_refunds(at=NOON + DAY) == 1
    assert (late.payments.get().refunded, kept.payments.get().refunded) == (399, 0)
    assert not Subscription.objects.to_send_back(NOON + DAY).exists()
    assert mail.outbox == []


def _unreachable(*args: object, **kwargs: object) -> None:
    raise GatewayDown


def test_a_monthly_donation_needs_no_account(sandbox: SandboxGateway, client: Any) -> None:
    requested = {
        "amount": "own",
        "own_amount": "5",
        "often": "monthly",
        "email": "Giver+one@Reader.example",
    }
    client.post("/donate/", requested)
    purchase = Purchase.objects.get()
    sandbox.pay(purchase.session_id)
    purchases.complete(purchase, at=NOON)
    assert Subscription.objects.get().is_running


def test_one_purchase_that_cannot_be_looked_at_keeps_no_other_waiting(
    open_purchase: Purchase, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Purchase.objects.create(
        kind="donation", email="a@b.example", amount=1, currency="USD", product="x", terms_text="x", terms_shown_at=NOON,
        gateway="sandbox", session_id="broken", expires_at=NOON,
    )  # fmt: skip
    real = purchases.complete

    def complete(purchase: Purchase, *, at: Any) -> Purchase:
        if purchase.pk == other.pk:
            raise GatewayError("broken")
        return real(purchase, at=at)

    monkeypatch.setattr(purchases, "complete", complete)
    Purchase.objects.filter(pk=open_purchase.pk).update(terms_shown_at=NOON - DAY, expires_at=NOON)
    SandboxRecord.objects.filter(kind="page").delete()
    assert purchases.check_open_purchases(at=NOON) == 1
    open_purchase.refresh_from_db()
    assert open_purchase.state == Purchase.State.EXPIRED


@pytest.mark.promise(
    "Two windows with different terms each charge what they showed (PostgreSQL)",
    section="buying",
)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_with_a_code_and_without_it_at_the_same_moment(settings: Any) -> None:
    """Two tabs of one reader: each opens a page with the terms that it displayed, or asks to try
    again.
    """
    settings.GATEWAY = "sandbox"
    price = Price.objects.select_related("plan").get()
    half = Promotion.objects.create(code="HALF", percent_off=50)
    offers = [checkout.quote(price, promotion=code, at=NOON) for code in (None, half)]
    # Repeated, because a race does not show each time.
    for round_ in range(8):
        user = User.objects.create_user(f"two{round_}@reader.example", None)
        start = threading.Barrier(2)
        got: list[tuple[int, ...]] = []

        def click(
            quoted: checkout.Quote, user: User = user, start: Any = start, got: Any = got
        ) -> None:
            start.wait()
            try:
                purchase = checkout.get_or_create_purchase(user, quoted, next_path="", at=NOON)
                got.append(
                    (
                        quoted.amount,
                        purchase.amount,
                        checkout.open_subscription_page(purchase, quoted).amount,
                    )
                )
            except CheckoutError:
                got.append((quoted.amount,))
            finally:
                connection.close()

        threads = [threading.Thread(target=click, args=[quoted]) for quoted in offers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == 2
        # Displayed, stored and charged amount are equal.
        assert all(len(set(amounts)) == 1 for amounts in got), got


def test_reconciling_goes_on_past_a_page_that_is_nowhere(open_purchase: Purchase) -> None:
    SandboxRecord.objects.filter(kind="page").delete()
    assert list(reconciliation.differences(at=NOON)) == []
    reconciliation.repair(at=NOON)
    open_purchase.refresh_from_db()
    assert open_purchase.state == Purchase.State.EXPIRED


def test_a_code_stays_used_when_an_old_look_comes_late(
    registered: Person, sandbox: SandboxGateway, monthly: Price
) -> None:
    """Another process has stored the payment since this one read the purchase."""
    half = Promotion.objects.create(code="HALF", percent_off=50, most_uses=1)
    quoted = checkout.quote(monthly, promotion=half, at=NOON)
    old = checkout.get_or_create_purchase(registered.user, quoted, next_path="", at=NOON)
    Purchase.objects.update(state=Purchase.State.PAID)
    checkout.expire(old)
    assert half.uses.count() == 1


@pytest.mark.parametrize(
    "way", ["/" + "x" * 501, "/columns/\x00", "/a\r\nSet-Cookie: a=b", "//evil.example/"]
)
def test_a_way_back_that_cannot_be_kept_is_dropped(
    way: str, registered: Person, sandbox: SandboxGateway, monthly: Price
) -> None:
    """PostgreSQL refuses strings that are too long or contain NUL; the page must not fail with
    500.
    """
    answer = registered.client.post(f"/subscribe/{monthly.pk}/", {"pay": "1", "next": way})
    assert answer.status_code == 302
    assert Purchase.objects.get().next_path == ""
