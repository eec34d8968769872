"""What somebody who means no good would try with mails and their links: each of these once went
through.
"""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from newsletters.account import sections
from newsletters.models import Delivery, Issue, Mailing, Newsletter, Recipient, SignUp
from newsletters.sending import mailings, smtp, worker
from newsletters.signups import tokens
from subscriptions.links import email
from subscriptions.models import Wall
from tests.cast import DAY, NOON, MakeColumn, Person, at_a_browser
from tests.newsletters.conftest import Join, MakeIssue, send

HIDDEN = "word5x39"
NEW = "new@mail.example"


def path(address: str) -> str:
    return address.removeprefix("http://testserver")


@pytest.mark.promise(
    "Links in a mailbox that the account has left stop e-mails, and reveal nothing of the new"
    " address",
    section="newsletters",
)
def test_links_in_an_old_letter_box_tell_nothing_of_the_new_address(
    noon: Any, join: Join, the_week: Newsletter, visitor: Person
) -> None:
    """They still stop the mails: whoever reads the old ones may well be the same person."""
    old = join("old@mail.example")
    own, leave = path(tokens.own_url(old)), path(tokens.leave_url(old, the_week))
    sections.move("old@mail.example", NEW)
    assert visitor.client.get(own).status_code == 404
    assert visitor.client.post(own, {}).status_code == 404
    assert SignUp.objects.exists()
    assert NEW not in visitor.client.get(leave).content.decode()
    page = visitor.client.post(leave).content.decode()
    assert not SignUp.objects.exists()
    assert "/newsletters/yours/" not in page
    fresh = Recipient.objects.get(address=NEW)
    assert NEW in visitor.client.get(path(tokens.own_url(fresh))).content.decode()


@pytest.mark.promise(
    "Variants of one mailbox share a limit, a forged time at the webhook is refused, and "
    "an e-mail link ends with its account",
    section="newsletters",
)
def test_one_letter_box_under_many_names_is_not_filled(noon: Any, the_week: Newsletter) -> None:
    for number in range(4):
        client = Client(
            REMOTE_ADDR=f"198.51.100.{number}", headers={"Sec-Fetch-Site": "same-origin"}
        )
        requested = {"address": f"ada+{number}@mail.example", "what": ["newsletter:the-week"]}
        assert client.post("/newsletters/sign-up/", requested).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["ada+0@mail.example"]]


@pytest.mark.promise(
    "A line break in a subject, an e-mail that cannot be built, or an invalid address stops no"
    " mailing",
    section="newsletters",
)
def test_an_address_that_no_mail_can_name_is_said(
    noon: Any, the_week: Newsletter, visitor: Person
) -> None:
    requested = {"address": f"ada@{'ü' * 60}.example", "what": ["newsletter:the-week"]}
    answer = visitor.client.post(
        "/newsletters/sign-up/", requested, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 400
    assert "a complete e-mail address" in answer.content.decode()


@pytest.mark.promise(
    "A line break in a subject, an e-mail that cannot be built, or an invalid address stops no"
    " mailing",
    section="newsletters",
)
def test_a_line_end_in_a_subject_or_a_name_stops_nothing(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    join("ada@mail.example")
    Newsletter.objects.update(name="The\nweek", from_name="The\nweek")
    assert (
        send(make_issue(subject="Rivers\nBcc: everyone@mail.example")).state == Mailing.State.SENT
    )
    message = mail.outbox[0].message()
    assert message["Subject"] == "Rivers Bcc: everyone@mail.example"
    assert message["Bcc"] is None


@pytest.mark.promise(
    "A mailing that starts cannot be withdrawn, and a stopped one stays stopped, under parallel"
    " requests",
    section="newsletters",
)
def test_what_begins_while_it_is_taken_back_is_not_taken_back(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    """Else the issue, a draft again, could go out once more to those who have it."""
    mailings.schedule(make_issue(), due_at=NOON)
    begun: list[int] = []

    def begin_meanwhile(execute: Any, sql: str, *args: Any) -> Any:
        result = execute(sql, *args)
        if sql.startswith("SELECT") and "newsletters_mailing" in sql:
            begun.append(
                Mailing.objects.filter(state=Mailing.State.WAITING).update(
                    state=Mailing.State.SENDING
                )
            )
        return result

    issue = Issue.objects.get()
    with connection.execute_wrapper(begin_meanwhile):
        taken_back = mailings.unschedule(issue)
    assert taken_back
    assert not any(begun)


@pytest.mark.promise(
    "A mailing that starts cannot be withdrawn, and a stopped one stays stopped, under parallel"
    " requests",
    section="newsletters",
)
def test_what_was_stopped_meanwhile_stays_stopped(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    mailing = mailings.schedule(make_issue(), due_at=NOON)
    Mailing.objects.update(state=Mailing.State.SENDING)
    mailing.refresh_from_db()
    mailings.stop(mailing, at=NOON)
    worker.finish(mailing, NOON + DAY)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.finished_at) == (Mailing.State.STOPPED, NOON)


@pytest.mark.promise(
    "A mailing that starts cannot be withdrawn, and a stopped one stays stopped, under parallel"
    " requests",
    section="newsletters",
)
def test_a_slow_mail_that_went_is_not_in_doubt(
    noon: Any, join: Join, make_issue: MakeIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker took its sender for dead; what the desk would send again came twice."""
    join("ada@mail.example")
    post = smtp.GenericBackend.send

    def slowly(self: smtp.GenericBackend, letter: Any, note: Any) -> None:
        post(self, letter, note)
        Delivery.objects.filter(state=Delivery.State.SENDING).update(
            state=Delivery.State.UNSURE, claim=""
        )

    monkeypatch.setattr(smtp.GenericBackend, "send", slowly)
    mailing = send(make_issue())
    assert mailing.deliveries.get().state == Delivery.State.SENT
    assert mailings.send_doubtful(mailing) == 0


@pytest.mark.promise(
    "A line break in a subject, an e-mail that cannot be built, or an invalid address stops no"
    " mailing",
    section="newsletters",
)
def test_a_mail_that_cannot_be_written_holds_up_no_other(
    noon: Any, join: Join, make_issue: MakeIssue
) -> None:
    join(f"ada@{'ü' * 60}.example")
    join("bob@mail.example")
    mailing = send(make_issue())
    assert mailing.state == Mailing.State.SENT
    assert [letter.to for letter in mail.outbox] == [["bob@mail.example"]]
    assert mailing.deliveries.get(state="failed").error


@pytest.mark.promise(
    "Variants of one mailbox share a limit, a forged time at the webhook is refused, and "
    "an e-mail link ends with its account",
    section="newsletters",
)
@pytest.mark.parametrize("stamp", ["9" * 400, "9" * 5000, "-1", "", "²"])
def test_a_moment_that_is_none_is_refused(
    stamp: str, noon: Any, settings: Any, visitor: Person
) -> None:
    settings.MAIL_EVENTS_SECRET = "a secret of the mail provider"
    headers: Any = {"X-Timestamp": stamp, "X-Signature": "0" * 64}
    answer = visitor.client.post(
        "/newsletters/mail-events/", "[]", content_type="application/json", headers=headers
    )
    assert answer.status_code == 403


@pytest.mark.promise(
    "Variants of one mailbox share a limit, a forged time at the webhook is refused, and "
    "an e-mail link ends with its account",
    section="newsletters",
)
def test_a_link_ends_with_its_account(subscriber: Person, make_column: MakeColumn) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    part = email.build_token("7", column.pk, user_pk=subscriber.user.pk, at=NOON)
    browser = at_a_browser()
    assert HIDDEN in browser.client.get(f"/newsletters/read/{part}/", follow=True).content.decode()
    subscriber.user.is_active = False
    subscriber.user.save()
    assert HIDDEN not in browser.client.get(column.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "Smith, Jones & Co.",
        "Opinion: the daily",
        'The "Best"',
        "Zürich, täglich",
        "Ann <ann@evil.example>",
    ],
)
def test_any_name_of_a_list_makes_a_from_header(
    noon: Any, join: Join, make_issue: MakeIssue, settings: Any, name: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = '"Standfirst, daily" <hello@opinion.example>'
    join("ada@mail.example")
    Newsletter.objects.update(name=name, from_name=name)
    assert send(make_issue()).state == Mailing.State.SENT
    written = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    [address] = written["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "hello@opinion.example")
