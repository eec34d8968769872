from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from subscriptions.billing import sync, withdrawals
from subscriptions.gateways.base import GatewayDown
from subscriptions.models import Payment, Price, Subscription, Withdrawal
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person
from tests.sandbox import Subscribe

DOWN = Callable[[], Any]
LAST_SECOND = NOON + 14 * DAY - SECOND
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.promise(
        "Withdrawal has two steps, a receipt with date and time and a full refund, even "
        "if the provider does not answer",
        section="subscriptions",
    ),
]


def own(person: Person) -> Subscription:
    return Subscription.objects.get(user=person.user)


def action_url(person: Person, act: str = "withdraw") -> str:
    return f"/account/subscription/{own(person).pk}/{act}/"


def declared(person: Person, **changed: str) -> dict[str, str]:
    """The initial data of the form."""
    initial = person.client.get(action_url(person)).context["form"].initial
    return {**initial, "confirm": "yes", **changed}


def emails_about(subject: str) -> list[Any]:
    return [email for email in mail.outbox if email.subject == subject]


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_two_steps_then_everything_goes_back(paying: Person, make_column: MakeColumn) -> None:
    column = make_column("subscribers")
    account = page(paying.client.get("/account/"))
    assert f'<a href="{action_url(paying)}">Withdraw from contract here</a>' in account
    form = declared(paying)
    assert (form["name"], form["email"]) == ("Registered", "registered@reader.example")
    assert form["contract"] == "Digital, $3.99 a month, begun on 18 November 2026"

    del form["confirm"]
    first = paying.client.post(action_url(paying), {**form, "name": " Ann  Brook "})
    assert "Confirm withdrawal" in page(first)
    assert "I, <bdi>Ann Brook</bdi>, withdraw" in page(first)
    assert not Withdrawal.objects.exists()

    answer = paying.client.post(action_url(paying), {**form, "confirm": "yes"}, follow=True)

    assert "18 November 2026, 12:00:00" in page(answer)
    assert "$3.99 is on its way back" in page(answer)
    assert Payment.objects.get().state == "refunded"
    assert (own(paying).end_reason, own(paying).is_running) == ("withdrawn", False)
    assert "word5x39" not in page(paying.reads(column))
    [receipt] = emails_about("We have received your withdrawal")
    assert "Received on 18 November 2026 at 12:00:00" in receipt.body
    assert "$3.99 will be sent back" in receipt.body
    assert len(emails_about("$3.99 is on its way back to you")) == 1


@pytest.mark.parametrize(
    ("moment", "in_time"), [(LAST_SECOND, True), (LAST_SECOND + SECOND, False)]
)
def test_fourteen_days_to_the_second(paying: Person, noon: Any, moment: Any, in_time: bool) -> None:
    form = declared(paying)
    noon.move_to(moment)
    paying.client.force_login(paying.user)
    assert (action_url(paying) in page(paying.client.get("/account/"))) is in_time
    answer = paying.client.post(action_url(paying), form, follow=True)
    assert (
        "The 14 days in which you can withdraw from this contract are over." in page(answer)
    ) is not in_time
    assert Withdrawal.objects.exists() is in_time
    assert own(paying).is_running is not in_time


def test_what_was_cancelled_can_be_withdrawn_too(paying: Person) -> None:
    paying.client.post(action_url(paying, "cancel"))
    paying.client.post(action_url(paying), declared(paying))
    assert Payment.objects.get().state == "refunded"
    assert (own(paying).end_reason, own(paying).is_running) == ("withdrawn", False)


def test_in_a_trial_there_is_nothing_to_send_back(
    registered: Person, subscribe: Subscribe, with_trial: Price
) -> None:
    subscribe(registered.user, with_trial)
    assert "as you have paid nothing, nothing is charged either" in page(
        registered.client.get(action_url(registered))
    )
    answer = registered.client.post(action_url(registered), declared(registered), follow=True)
    assert "You had paid nothing, so there is nothing to send back" in page(answer)
    assert "You had paid nothing" in emails_about("We have received your withdrawal")[0].body
    assert own(registered).is_running is False


def test_clicking_again_shows_what_was_done(paying: Person) -> None:
    form = declared(paying)
    for _ in range(3):
        answer = paying.client.post(action_url(paying), form, follow=True)
        assert "$3.99 is on its way back" in page(answer)
    assert len(emails_about("We have received your withdrawal")) == 1
    assert Payment.objects.get().refunded == 399


def test_the_receipt_goes_to_the_address_that_was_typed_and_to_the_account(paying: Person) -> None:
    paying.client.post(action_url(paying), declared(paying, email="elsewhere@reader.example"))
    to = sorted(email.to[0] for email in emails_about("We have received your withdrawal"))
    assert to == ["elsewhere@reader.example", "registered@reader.example"]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"email": "nowhere"},
        {"contract": ""},
        {"name": "n" * 121},
        {"name": "Ann\u202e"},
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    paying: Person, typed: dict[str, str]
) -> None:
    answer = paying.client.post(action_url(paying), declared(paying, **typed))
    assert "errorlist" in page(answer)
    assert not Withdrawal.objects.exists()
    assert 'value="registered@reader.example"' in page(answer) or "email" in typed


def test_a_silent_provider_loses_no_declaration(
    paying: Person, provider_down: DOWN, noon: Any
) -> None:
    form = declared(paying)
    noon.move_to(LAST_SECOND)
    paying.client.force_login(paying.user)
    with provider_down():
        answer = paying.client.post(action_url(paying), form, follow=True)
        assert "Your withdrawal counts from that moment." in page(answer)
        assert len(emails_about("We have received your withdrawal")) == 1
        assert withdrawals.refund_pending(at=LAST_SECOND + DAY) == 0
    assert own(paying).is_running is True
    noon.move_to(LAST_SECOND + DAY)
    assert withdrawals.refund_pending(at=LAST_SECOND + DAY) == 1
    assert Payment.objects.get().state == "refunded"
    assert sync.entitled_until(own(paying)) == LAST_SECOND
    assert withdrawals.refund_pending(at=LAST_SECOND + DAY) == 0
    assert len(emails_about("$3.99 is on its way back to you")) == 1


def test_a_refund_that_stopped_half_way_is_finished(
    paying: Person, monkeypatch: pytest.MonkeyPatch, noon: Any
) -> None:
    form = declared(paying)

    def silent(*args: Any, **kwargs: Any) -> None:
        raise GatewayDown

    with monkeypatch.context() as patch:
        patch.setattr("subscriptions.gateways.sandbox.gateway.SandboxGateway.refund", silent)
        paying.client.post(action_url(paying), form)
    assert (own(paying).is_running, Payment.objects.get().state) == (False, "paid")
    assert withdrawals.refund_pending(at=NOON + DAY) == 1
    assert Payment.objects.get().state == "refunded"
    assert own(paying).end_reason == "withdrawn"
