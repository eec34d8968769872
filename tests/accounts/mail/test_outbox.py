"""The outbox sends each e-mail once, whichever process claims it and whatever fails on the way."""

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts.mail import outbox
from accounts.models import OutboxEmail
from tests.cast import DAY, NOON, SECOND
from tests.subscriptions.paywall.test_races import at_once

AGAIN = outbox.RETRY_AFTER
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.promise(
        "A notice is sent once, also with ten parallel runners or after a process was killed",
        section="subscriptions",
    ),
]


def send(key: str = "1", *, at: datetime = NOON, until: datetime | None = None) -> bool:
    context = {"was_gift": True, "ends_at": NOON + 14 * DAY}
    to = "ann@reader.example"
    return outbox.send_once(
        "gift_ends", key, to=to, user=None, subscription=None, context=context, at=at, until=until
    )


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The mail server is down until `undo`."""

    def fails(*args: Any, **kwargs: Any) -> int:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMultiAlternatives, "send", fails)
    return monkeypatch


def test_a_key_is_sent_once_and_noted() -> None:
    assert send()
    assert not send(at=NOON + DAY)
    assert send("2")
    assert len(mail.outbox) == 2
    outbox_email = OutboxEmail.objects.get(key="1")
    assert (outbox_email.subject, outbox_email.claimed_at, outbox_email.sent_at) == (
        mail.outbox[0].subject,
        NOON,
        NOON,
    )
    assert outbox_email.unsent == {}


def test_it_goes_after_the_commit_and_not_without_one() -> None:
    with transaction.atomic():
        send()
        assert mail.outbox == []
    assert len(mail.outbox) == 1
    with transaction.atomic():
        send("2")
        transaction.set_rollback(True)
    assert len(mail.outbox) == 1
    assert not OutboxEmail.objects.filter(key="2").exists()


def test_a_server_that_is_down_is_tried_again_after_a_quarter_of_an_hour(
    down: pytest.MonkeyPatch,
) -> None:
    assert send()
    assert OutboxEmail.objects.get().sent_at is None
    assert (
        outbox.retry_unsent(at=NOON + AGAIN) == 0
    )  # still down: taken again a quarter of an hour later
    down.undo()
    assert outbox.retry_unsent(at=NOON + 2 * AGAIN - SECOND) == 0
    assert outbox.retry_unsent(at=NOON + 2 * AGAIN) == 1
    assert outbox.retry_unsent(at=NOON + 3 * AGAIN) == 0
    [message] = mail.outbox
    assert message.to == ["ann@reader.example"]
    assert "ends on 2 December 2026" in message.body
    assert isinstance(message, EmailMultiAlternatives)
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert "See the subscriptions</a>" in str(html)


def test_a_process_killed_between_claim_and_sending_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def killed(*args: Any, **kwargs: Any) -> bool:
        raise SystemExit

    with monkeypatch.context() as kill:
        kill.setattr(outbox, "_deliver", killed)
        with pytest.raises(SystemExit):
            send()
    assert mail.outbox == []
    assert not send()
    assert outbox.retry_unsent(at=NOON + AGAIN) == 1
    assert len(mail.outbox) == 1


def test_what_comes_too_late_is_not_sent_and_not_kept(down: pytest.MonkeyPatch) -> None:
    send(until=NOON + DAY)
    send("2", until=NOON + DAY + SECOND)
    down.undo()
    assert outbox.clear_expired(at=NOON + DAY) == 1
    assert outbox.retry_unsent(at=NOON + DAY) == 1
    assert OutboxEmail.objects.get(key="1").sent_at is None
    assert OutboxEmail.objects.get(key="1").unsent == {}
    assert outbox.clear_expired(at=NOON + DAY) == 0


def test_what_says_no_last_day_is_worth_a_week(down: pytest.MonkeyPatch) -> None:
    send()
    down.undo()
    assert outbox.retry_unsent(at=NOON + timedelta(days=7)) == 0
    assert outbox.retry_unsent(at=NOON + timedelta(days=7) - SECOND) == 1


@pytest.mark.postgres
def test_ten_that_set_out_at_once_send_one() -> None:
    assert sorted(at_once(lambda _: send(), 10)) == [False] * 9 + [True]
    assert len(mail.outbox) == 1


@pytest.mark.postgres
def test_ten_that_take_it_again_at_once_send_one(down: pytest.MonkeyPatch) -> None:
    for number in range(5):
        send(str(number))
    down.undo()
    values = at_once(lambda place: outbox.retry_unsent(at=NOON + AGAIN + place * SECOND), 10)
    assert sum(values) == 5
    assert len(mail.outbox) == 5
