from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db.models import ProtectedError

from accounts.models import User
from subscriptions import gateways
from subscriptions.account import closing as contract_closing
from subscriptions.billing import checkout
from subscriptions.models import (
    CancellationReason,
    Customer,
    Entitlement,
    Payment,
    Price,
    Purchase,
    Subscription,
)
from tests.cast import NOON, PASSWORD, Person
from tests.sandbox import Subscribe

CLOSE = "/account/close/"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.promise(
        "Closing cancels at the provider first, waits if it does not answer, and keeps payments"
        " without a name",
        section="subscriptions",
    ),
]


def reauthenticate(person: Person) -> Person:
    user = person.user
    person.signs_out()
    person.signs_in(user)
    person.client.post(f"/accounts/reauthenticate/?next={CLOSE}", {"password": PASSWORD})
    return person


@pytest.fixture
def closing(paying: Person) -> Person:
    """A monthly subscriber who has just confirmed her password."""
    return reauthenticate(paying)


@pytest.fixture
def pay_page(registered: Person, monthly: Price, sandbox: Any) -> str:
    """The id of a registered reader's open payment page."""
    reauthenticate(registered)
    quoted = checkout.quote(monthly, at=NOON)
    purchase = checkout.get_or_create_purchase(registered.user, quoted, next_path="/", at=NOON)
    return checkout.open_subscription_page(purchase, quoted).session_id


def close(person: Person) -> Any:
    return person.client.post(CLOSE, {"email": person.user.email})


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def exists(person: Person) -> bool:
    return User.objects.filter(pk=person.user.pk).exists()


def runs_at_the_provider() -> bool:
    return any(remote.ended_at is None for remote in gateways.current().subscriptions())


def test_the_page_says_what_happens_to_the_subscription(closing: Person) -> None:
    message = page(closing.client.get(CLOSE))
    assert (
        "<strong>Digital, $3.99 a month,</strong> ends at once and is not charged any more"
        in message
    )
    assert "withdraw from the contract</a> first and get your money back" in message


def test_the_provider_is_told_then_the_account_goes(closing: Person) -> None:
    subscription = Subscription.objects.get()
    CancellationReason.objects.create(
        subscription=subscription, words="I am Ann Brook", created_at=NOON
    )
    closing.client.post(f"/account/subscription/{subscription.pk}/cancel/")

    assert close(closing).headers["Location"] == "/account/closed/"

    assert not exists(closing)
    assert not runs_at_the_provider()
    subscription.refresh_from_db()
    assert (subscription.user, subscription.end_reason) == (None, "closed")
    assert CancellationReason.objects.get().words == ""
    assert not Entitlement.objects.exists()
    assert Customer.objects.get().user is None


def test_payments_stay_for_the_law_without_a_name(closing: Person) -> None:
    close(closing)
    payment, purchase = Payment.objects.get(), Purchase.objects.get()
    assert (payment.amount, payment.state, payment.user, payment.billed_to) == (
        399,
        "paid",
        None,
        "",
    )
    assert (purchase.product, purchase.user, purchase.email) == ("Digital", None, "")
    assert "$3.99" in purchase.terms_text


def test_a_silent_provider_keeps_the_account(
    closing: Person, provider_down: Callable[[], Any]
) -> None:
    sent = len(mail.outbox)
    with provider_down():
        answer = close(closing)
    assert answer.status_code == 409
    assert "We don’t close your account before that is done" in page(answer)
    assert exists(closing)
    assert Entitlement.objects.count() == 1
    assert Payment.objects.get().billed_to == closing.user.email
    assert Subscription.objects.get().is_running
    assert len(mail.outbox) == sent


def test_killed_in_between_the_account_is_there_and_closing_can_be_asked_again(
    closing: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(user: User) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(contract_closing, "delete_personal_data", killed)
        with pytest.raises(KeyboardInterrupt):
            close(closing)
    assert (exists(closing), runs_at_the_provider()) == (True, False)
    assert close(closing).headers["Location"] == "/account/closed/"
    assert not exists(closing)


def test_what_begins_in_another_window_meanwhile_keeps_the_account(
    closing: Person, monkeypatch: pytest.MonkeyPatch, subscribe: Subscribe
) -> None:
    end = contract_closing.end_agreements

    def end_and_buy(user: User, **moment: Any) -> None:
        end(user, **moment)
        subscribe(user)

    monkeypatch.setattr(contract_closing, "end_agreements", end_and_buy)
    answer = close(closing)
    assert answer.status_code == 409
    assert "A payment of yours is just coming in." in page(answer)
    assert exists(closing)


def test_an_open_pay_page_is_closed_with_the_account(registered: Person, pay_page: str) -> None:
    close(registered)
    assert not exists(registered)
    assert gateways.current().retrieve_checkout(pay_page).state == "expired"


def test_a_pay_page_that_was_just_paid_keeps_the_account(
    registered: Person, pay_page: str, sandbox: Any
) -> None:
    sandbox.pay(pay_page)
    assert close(registered).status_code == 409
    assert exists(registered)


def test_no_other_way_deletes_a_paying_account(paying: Person) -> None:
    with pytest.raises(ProtectedError):
        User.objects.filter(pk=paying.user.pk).delete()
    assert exists(paying)
