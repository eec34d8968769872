"""Over a real mail server: what arrives, what a refusal means, and what happens when the line
breaks.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from newsletters.models import Delivery, Mailing, Newsletter, SignUp, Suppression
from newsletters.sending import mailings, recipients, smtp, worker
from tests.cast import NOON, MakeColumn, Person
from tests.newsletters.conftest import Join, MakeIssue, send
from tests.newsletters.smtp_server import SmtpServer, body_of_type

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "A real SMTP server gets correct headers, bodies and links; refusals, outages and"
        " broken connections are handled",
        section="newsletters",
    ),
]

LINK = re.compile(r"http://testserver(/[^\s\"<>)]+)")
State = Delivery.State
LATER = NOON + timedelta(minutes=6)


def test_what_arrives_is_whole_and_its_links_work(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    make_column: MakeColumn,
    smtp_server: SmtpServer,
    visitor: Person,
) -> None:
    join("ada@mail.example")
    dots = "<p>.A line that begins with a dot.</p><p>..And two.</p>"
    column = make_column(
        "free", headline="Läuft’s? – مرحبا", body=dots + "<p>Long " + "x" * 2000 + ".</p>"
    )
    send(make_issue(column, subject="Häfen & Flüsse"))
    email = smtp_server.to("ada@mail.example")
    assert email["Subject"] == "Häfen & Flüsse"
    assert email["From"] == "Standfirst <hello@testserver>"
    assert email.get_content_type() == "multipart/alternative"
    text, html = body_of_type(email, "plain"), body_of_type(email, "html")
    assert "Läuft’s? – مرحبا" in text
    assert "Läuft’s? – مرحبا" in html
    assert '<html lang="en-GB">' in html
    paths = {path.rstrip(".,") for body in (text, html) for path in LINK.findall(body)}
    assert len(paths) >= 3
    for path in paths:
        assert visitor.client.get(path).status_code == 200, path
    assert "src=" not in html, "Nothing is fetched when it is opened."


def test_its_lines_are_short_and_its_headers_are_the_sites(
    noon: Any, join: Join, make_issue: MakeIssue, make_column: MakeColumn, smtp_server: SmtpServer
) -> None:
    join("ada@mail.example")
    quotation = f"<blockquote><p>{'quoted ' * 60}</p></blockquote>"
    Newsletter.objects.update(full_text=True)
    send(make_issue(make_column("free", body=f"<p>{'words ' * 120}</p>{quotation}")))
    email = smtp_server.to("ada@mail.example")
    assert email["Message-ID"].endswith("@testserver>")
    assert email["Auto-Submitted"] == "auto-generated"
    lines = body_of_type(email, "plain").splitlines()
    assert [line for line in lines if len(line) > 72 and "://" not in line] == []
    assert len([line for line in lines if line.startswith("> quoted")]) > 3


def test_its_headers_leave_with_one_click(
    noon: Any, join: Join, make_issue: MakeIssue, smtp_server: SmtpServer
) -> None:
    join("ada@mail.example")
    send(make_issue())
    email = smtp_server.to("ada@mail.example")
    address = email["List-Unsubscribe"].strip(" <>").removeprefix("http://testserver")
    name, value = email["List-Unsubscribe-Post"].split("=")
    assert Client(enforce_csrf_checks=True).post(address, {name: value}).status_code == 200
    assert not SignUp.objects.exists()


def test_lines_that_begin_with_a_dot_arrive_as_they_were(smtp_server: SmtpServer) -> None:
    mail = EmailMultiAlternatives(
        "Dots", ".one\n..two\nthree.\n.", "a@b.example", ["ada@mail.example"]
    )
    with smtp.open_connection() as post:
        post.send(mail, lambda: None)
    assert body_of_type(smtp_server.to("ada@mail.example"), "plain").splitlines() == [
        ".one",
        "..two",
        "three.",
        ".",
    ]


def test_a_refusal_for_good_is_reported_and_stops_nobody_else(
    noon: Any, join: Join, make_issue: MakeIssue, smtp_server: SmtpServer
) -> None:
    for name in ("ada", "bob", "cem", "dan"):
        join(f"{name}@mail.example")
    smtp_server.refuse = {"bob@mail.example": "550 5.1.1 No such person"}
    smtp_server.refuse_text = {"cem@mail.example": "554 Not wanted here"}
    mailing = send(make_issue())
    report = mailings.report(mailing)
    assert (report.sent, report.failed, report.left) == (2, 2, 0)
    assert mailing.state == Mailing.State.SENT
    troubles = set(mailing.deliveries.filter(state=State.FAILED).values_list("error", flat=True))
    assert troubles == {"550 5.1.1 No such person", "554 Not wanted here"}


@pytest.mark.promise("A mailbox that does not exist is tried once", section="newsletters")
@pytest.mark.parametrize(
    ("refusal", "mailed_again"),
    [
        ("550 5.1.1 no such user", False),
        ("554 5.7.1 Not wanted", True),
        ("552 5.2.2 Mailbox full", True),
    ],
)
def test_a_mailbox_that_does_not_exist_is_asked_once(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    smtp_server: SmtpServer,
    refusal: str,
    mailed_again: bool,
) -> None:
    join("ada@mail.example")
    smtp_server.refuse = {"ada@mail.example": refusal}
    send(make_issue())
    smtp_server.refuse = {}
    assert mailings.report(send(make_issue(subject="The next one"))).total == int(mailed_again)
    messages = list(Suppression.objects.values_list("address", "reason", "note"))
    assert messages == ([] if mailed_again else [("ada@mail.example", "bounce", refusal)])


def test_a_mailbox_refused_after_the_text_counts_too(
    noon: Any, join: Join, make_issue: MakeIssue, smtp_server: SmtpServer
) -> None:
    join("ada@mail.example")
    smtp_server.refuse_text = {"ada@mail.example": "550 5.1.1 no such user"}
    send(make_issue())
    assert Suppression.objects.get().note == "550 5.1.1 no such user"


def test_come_later_is_tried_later(
    noon: Any, join: Join, make_issue: MakeIssue, smtp_server: SmtpServer
) -> None:
    join("ada@mail.example")
    smtp_server.refuse = {"ada@mail.example": "451 Come back later"}
    mailing = send(make_issue())
    assert mailings.report(mailing).left == 1
    smtp_server.refuse = {}
    assert not worker.run(mailing.pk, at=NOON), "Not at once."
    assert worker.run(mailing.pk, at=LATER)
    assert smtp_server.counted() == {"ada@mail.example": 1}


def test_a_server_that_is_down_loses_nothing(
    noon: Any, join: Join, make_issue: MakeIssue, smtp_server: SmtpServer, settings: Any
) -> None:
    for number in range(3):
        join(f"reader{number}@mail.example")
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    mailing = send(make_issue())
    assert mailings.report(mailing).left == 3
    settings.EMAIL_PORT = up
    while worker.run(mailing.pk, at=LATER):
        pass
    assert set(smtp_server.counted().values()) == {1}
    assert mailings.report(mailing).sent == 3


def test_a_line_that_breaks_before_the_note_sends_it_once_later(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    smtp_server: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    join("ada@mail.example")
    note = worker._mark_sending

    def breaks(delivery: Delivery) -> None:
        monkeypatch.setattr(worker, "_mark_sending", note)
        raise OSError("The line is dead.")

    monkeypatch.setattr(worker, "_mark_sending", breaks)
    mailing = send(make_issue())
    assert not smtp_server.letters
    worker.run(mailing.pk, at=LATER)
    assert smtp_server.counted() == {"ada@mail.example": 1}


def test_a_line_that_breaks_after_the_note_is_left_to_the_desk(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    smtp_server: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ada", "bob"):
        join(f"{name}@mail.example")
    note = worker._mark_sending

    def breaks(delivery: Delivery) -> None:
        note(delivery)
        monkeypatch.setattr(worker, "_mark_sending", note)
        raise OSError("The line is dead.")

    monkeypatch.setattr(worker, "_mark_sending", breaks)
    mailing = send(make_issue())
    while worker.run(mailing.pk, at=LATER):
        pass
    assert smtp_server.counted() == {"bob@mail.example": 1}
    report = mailings.report(mailing)
    assert (report.sent, report.unsure, report.left) == (1, 1, 0)
    assert mailings.send_doubtful(mailing) == 1
    while worker.run(mailing.pk, at=LATER):
        pass
    assert smtp_server.counted() == {"ada@mail.example": 1, "bob@mail.example": 1}


def test_what_another_worker_has_taken_is_not_sent(
    noon: Any,
    join: Join,
    make_issue: MakeIssue,
    smtp_server: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two workers, each sure that it has the mail: the note lets one of them through."""
    join("ada@mail.example")
    note = worker._mark_sending

    def slow(delivery: Delivery) -> None:
        monkeypatch.setattr(worker, "_mark_sending", note)
        worker.run(
            delivery.mailing_id, at=LATER
        )  # the other takes back what seems to have been left
        note(delivery)

    monkeypatch.setattr(worker, "_mark_sending", slow)
    mailing = send(make_issue())
    assert smtp_server.counted() == {"ada@mail.example": 1}
    assert mailings.report(mailing).sent == 1


def test_what_a_dead_worker_left(
    noon: Any, join: Join, make_issue: MakeIssue, smtp_server: SmtpServer
) -> None:
    """What it had only claimed goes out; what it had noted as going is left to the desk."""
    for name in ("claimed", "noted", "fresh"):
        join(f"{name}@mail.example")
    mailing = mailings.schedule(make_issue(), due_at=NOON)
    worker._sending(mailing.pk, NOON)
    mailing.refresh_from_db()
    recipients.address(mailing, at=NOON)
    for name, state, at in (
        ("claimed", State.CLAIMED, NOON),
        ("noted", State.SENDING, NOON),
        ("fresh", State.SENDING, LATER),
    ):
        one = mailing.deliveries.filter(recipient__address=f"{name}@mail.example")
        one.update(state=state, claim=f"dead {name}", claimed_at=at)
    assert worker.run(mailing.pk, at=LATER)
    assert smtp_server.counted() == {"claimed@mail.example": 1}
    states = dict(mailing.deliveries.values_list("recipient__address", "state"))
    assert states["noted@mail.example"] == State.UNSURE
    assert states["fresh@mail.example"] == State.SENDING, (
        "Its worker may still be waiting for the server."
    )
    assert not worker.run(mailing.pk, at=LATER)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING
