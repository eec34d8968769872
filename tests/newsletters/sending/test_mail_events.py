"""Bounces and complaints: signed by the provider, or told by django-anymail; no mailing goes there
any more.
"""

import importlib.util
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from config import environment
from newsletters import receivers
from newsletters.models import Suppression
from newsletters.sending import bounces, mailings, smtp
from tests.cast import NOON, Person
from tests.newsletters.conftest import Join, MakeIssue, send

pytestmark = pytest.mark.promise(
    "Bounces and complaints stop all mailings to an address",
    section="newsletters",
)


SECRET = "a secret of the mail provider"
PATH = "/newsletters/mail-events/"
BOUNCE = {
    "event": "bounce",
    "permanent": True,
    "address": "Ada@Mail.example",
    "note": "550 no such person",
}


@pytest.fixture(autouse=True)
def _secret(settings: Any, noon: Any) -> None:
    settings.MAIL_EVENTS_SECRET = SECRET


def send_events(
    person: Person,
    *events: Any,
    stamp: int | None = None,
    secret: str = SECRET,
    body: bytes | None = None,
) -> int:
    source = json.dumps(events).encode() if body is None else body
    moment = str(int(NOON.timestamp()) if stamp is None else stamp)
    signature = bounces.signed(source, stamp=moment, secret=secret)
    headers: Any = {"X-Signature": signature, "X-Timestamp": moment}
    answer = person.client.post(PATH, source, content_type="application/json", headers=headers)
    return int(answer.status_code)


def test_a_bounce_and_a_complaint_end_all_mailings(
    visitor: Person, join: Join, make_issue: MakeIssue
) -> None:
    for name in ("ada", "bob", "cem"):
        join(f"{name}@mail.example")
    complaint = {"event": "complaint", "address": "bob@mail.example"}
    assert (
        send_events(
            visitor, BOUNCE, complaint, {"event": "delivered", "address": "cem@mail.example"}
        )
        == 200
    )
    assert send_events(visitor, BOUNCE) == 200
    messages = set(Suppression.objects.values_list("address", "reason"))
    assert messages == {("ada@mail.example", "bounce"), ("bob@mail.example", "complaint")}
    send(make_issue())
    assert [email.to for email in mail.outbox] == [["cem@mail.example"]]


def test_a_full_letter_box_stops_nothing(visitor: Person) -> None:
    assert (
        send_events(
            visitor, {**BOUNCE, "permanent": False}, {"event": "open", "address": "a@b.example"}
        )
        == 200
    )
    assert not Suppression.objects.exists()


def test_only_the_provider_is_believed(visitor: Person, settings: Any) -> None:
    assert send_events(visitor, BOUNCE, secret="another") == 403
    assert send_events(visitor, BOUNCE, stamp=int(NOON.timestamp()) - 301) == 403
    assert visitor.client.post(PATH, "[]", content_type="application/json").status_code == 403
    settings.MAIL_EVENTS_SECRET = ""
    assert send_events(visitor, BOUNCE) == 404
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{}", b"[1]", b'[{"event": "bounce"}]', b"\xff", b"[" * 100_000]
)
def test_what_is_no_list_of_events_is_refused(visitor: Person, body: bytes) -> None:
    assert send_events(visitor, body=body) == 400
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {**BOUNCE, "address": "bob\ud800@mail.example"},
        {**BOUNCE, "address": "bob\0@mail.example"},
        {**BOUNCE, "address": "bob@mail\udfff.example"},
        {**BOUNCE, "address": ""},
        {**BOUNCE, "address": " "},
        {**BOUNCE, "address": "bob"},
        {**BOUNCE, "address": None},
        {**BOUNCE, "address": f"{'b' * 300}@mail.example"},
        {**BOUNCE, "address": f"{'b' * 9000}@mail.example"},
        {**BOUNCE, "event": ["bounce"]},
        {**BOUNCE, "event": {}},
        {**BOUNCE, "event": None},
        {},
        [],
        1,
        None,
    ],
)
def test_an_odd_event_does_not_lose_the_others(visitor: Person, odd: Any) -> None:
    assert send_events(visitor, odd, BOUNCE, odd) == 200
    assert list(Suppression.objects.values_list("address", flat=True)) == ["ada@mail.example"]


@pytest.mark.parametrize(
    ("note", "stored"),
    [
        ("550\0 no\ud800 such", "550 no such"),
        ({"code": 550}, ""),
        (None, ""),
        ("x" * 9000, "x" * 300),
    ],
)
def test_an_odd_note_does_not_lose_its_event(visitor: Person, note: Any, stored: str) -> None:
    assert send_events(visitor, {**BOUNCE, "note": note}) == 200
    assert Suppression.objects.get().note == stored


@pytest.mark.parametrize("recipient", [None, "", "ada\0@mail.example", "nobody"])
def test_anymails_odd_recipients_are_skipped(recipient: str | None) -> None:
    event = SimpleNamespace(
        event_type="complained", recipient=recipient, reject_reason=None, description="a\0b"
    )
    receivers.handle_anymail_event(None, event=event)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("kind", "reason", "stops"),
    [
        ("bounced", "bounced", "bounce"),
        ("rejected", "invalid", "bounce"),
        ("complained", None, "complaint"),
        ("unsubscribed", None, "unsubscribed"),
        ("unsubscribed", "unsubscribed", "unsubscribed"),
        ("rejected", "unsubscribed", "unsubscribed"),
        ("rejected", "spam", "complaint"),
        ("rejected", "bounced", "bounce"),
        ("rejected", "blocked", None),
        ("rejected", "timed_out", None),
        ("deferred", None, None),
        ("bounced", "timed_out", None),
        ("opened", None, None),
    ],
)
def test_anymails_words_are_understood(kind: str, reason: str | None, stops: str | None) -> None:
    event = SimpleNamespace(
        event_type=kind, recipient="ada@mail.example", reject_reason=reason, description=None
    )
    receivers.handle_anymail_event(None, event=event)
    assert Suppression.objects.values_list("reason", flat=True).first() == stops


def test_leaving_by_the_providers_link_ends_all_mailings(
    visitor: Person, join: Join, make_issue: MakeIssue
) -> None:
    join("ada@mail.example")
    assert send_events(visitor, {"event": "unsubscribed", "address": "ada@mail.example"}) == 200
    send(make_issue())
    assert not mail.outbox


# How servers refuse, and whether the mailbox is gone for good.
REFUSALS = [
    (550, "5.1.1 no such user", True),
    (
        550,
        (
            "5.1.1 <ada@mail.example>: Recipient address rejected: User unknown in virtual mailbox"
            " table"
        ),
        True,
    ),
    (550, "5.1.2 Host unknown", True),
    (553, "5.1.3 Bad recipient address syntax", True),
    (551, "5.1.6 Mailbox has moved", True),
    (556, "5.1.10 Recipient address has null MX", True),
    (550, "5.2.1 The email account that you tried to reach is disabled", True),
    (550, "No such user here", True),
    (550, "Requested action not taken: mailbox unavailable, user unknown", True),
    (551, "User not found", True),
    (554, "5.7.1 Message rejected as spam", False),
    (550, "5.7.1 Unknown user agent policy", False),
    (552, "5.2.2 Mailbox full", False),
    (550, "5.2.2 Over quota", False),
    (550, "5.1.8 Sender address rejected", False),
    (550, "5.1.11 something else", False),
    (550, "5.4.1 Access denied", False),
    (550, "Your address is on a blocking list", False),
    (554, "No such user here", False),
    (450, "4.1.1 no such user", False),
]


@pytest.mark.parametrize(("code", "words", "gone"), REFUSALS)
def test_which_refusals_mean_that_the_mailbox_is_gone(code: int, words: str, gone: bool) -> None:
    assert bounces.mailbox_is_gone(code, words) is gone


def test_a_provider_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PROVIDER", "postmark")
    with pytest.raises(ImproperlyConfigured, match=r"requirements/anymail\.txt"):
        environment.mail_provider()
    monkeypatch.setenv("MAIL_EVENTS_SECRET", "short")
    with pytest.raises(ImproperlyConfigured, match="at least"):
        environment.mail_events_secret()


@pytest.mark.parametrize(
    ("secret", "is_enough"),
    [
        ("", False),
        ("short:secret", False),
        ("a-long-word-without-a-colon", False),
        ("a-random-word:another-random", True),
    ],
)
def test_a_provider_needs_the_secret_of_its_webhook(
    monkeypatch: pytest.MonkeyPatch, secret: str, is_enough: bool
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setenv("MAIL_PROVIDER", "postmark")
    monkeypatch.setenv("ANYMAIL_WEBHOOK_SECRET", secret)
    if is_enough:
        assert environment.mail_provider() == "postmark"
        return
    with pytest.raises(ImproperlyConfigured, match="MAIL_PROVIDER needs ANYMAIL_WEBHOOK_SECRET"):
        environment.mail_provider()


class ApiError(Exception):
    def __init__(self, status_code: int | None) -> None:
        super().__init__(f"The provider said {status_code}.")
        self.status_code = status_code


@pytest.mark.parametrize(
    ("status", "state"), [(422, "failed"), (503, "waiting"), (401, "waiting"), (None, "unsure")]
)
def test_what_a_providers_api_answers(
    join: Join,
    make_issue: MakeIssue,
    monkeypatch: pytest.MonkeyPatch,
    status: int | None,
    state: str,
) -> None:
    """An answer with a status means that the mail was not taken; without any, nobody can say."""
    join("ada@mail.example")

    def broken(post: Any, email: Any, note: Any) -> None:
        note()
        raise ApiError(status)

    monkeypatch.setattr(smtp.GenericBackend, "send", broken)
    mailing = send(make_issue())
    assert mailing.deliveries.get().state == state
    assert mailings.report(mailing).sent == 0
