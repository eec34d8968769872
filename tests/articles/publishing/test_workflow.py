"""Tests of the workflow: each move by each role from each state, the record, and e-mails."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.mail import compose
from articles.models import Column, ColumnActivity, Columnist
from articles.publishing import workflow, workflow_emails
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person
from tests.desk.filling import ADD, LONG, change_url, filled

pytestmark = pytest.mark.slow

State = Column.State
WRITES = {("draft", "send"), ("in-review", "take-back")}
PUBLISHES = {
    ("draft", "send"),
    ("draft", "approve"),
    ("draft", "publish"),
    ("draft", "schedule"),
    ("in-review", "send-back"),
    ("in-review", "approve"),
    ("in-review", "publish"),
    ("in-review", "schedule"),
    ("approved", "send-back"),
    ("approved", "publish"),
    ("approved", "schedule"),
    ("published", "withdraw"),
    ("scheduled", "publish"),
    ("scheduled", "hold"),
    ("withdrawn", "publish"),
    ("withdrawn", "schedule"),
}
MAY = {
    "columnist": WRITES,
    "editor": PUBLISHES,
    "moderator": set(),
    "publisher": set(),
    "subscriber": set(),
}
STATES = [*State.values, "scheduled"]
LATER = NOON + DAY
LATER_TYPED = {"published_at_0": "2026-11-19", "published_at_1": "12:00:00"}


def make_in_state(make_column: MakeColumn, state: str, **fields: Any) -> Column:
    printed = {"published": NOON - DAY, "withdrawn": NOON - DAY, "scheduled": LATER}
    saved = "published" if state == "scheduled" else state
    return make_column(state=saved, published_at=printed.get(state), **fields)


@pytest.mark.promise(
    "Every workflow move of every role from every state is allowed or refused as documented; some"
    " need a reason",
    section="publishing",
)
@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("state", STATES)
def test_every_move_of_every_role_from_every_state(
    who: str, state: str, request: pytest.FixtureRequest, make_column: MakeColumn
) -> None:
    person: Person = request.getfixturevalue(who)
    own = Columnist.objects.filter(user=person.user).first()
    for move in workflow.MOVES:
        column = make_in_state(make_column, state, columnists=(own,) if own else ())
        before = column.state
        later: dict[str, Any] = LATER_TYPED if move.key == "schedule" else {}
        person.client.post(change_url(column), filled(column, move=move.key, note="Why", **later))
        column.refresh_from_db()
        allowed = (state, move.key) in MAY[who]
        assert column.state == (move.target if allowed else before), move.key
        assert column.activities.exists() is allowed, move.key


def test_the_buttons_are_those_that_may_be_pressed(editor: Person, make_column: MakeColumn) -> None:
    page = editor.client.get(change_url(make_in_state(make_column, "in-review"))).content.decode()
    for button in ("Send back", "Approve", "Schedule", "Publish now"):
        assert f">{button}</button>" in page
    for button in ("Withdraw", "Take it back"):
        assert f">{button}</button>" not in page
    assert "In review: waiting for an editor." in page


def test_published_now_is_published_now(editor: Person, make_column: MakeColumn) -> None:
    column = make_in_state(make_column, "scheduled")
    editor.client.post(change_url(column), filled(column, move="publish"))
    column.refresh_from_db()
    assert (column.published_at, column.is_live(NOON)) == (NOON, True)


def test_a_withdrawn_column_keeps_its_date(editor: Person, make_column: MakeColumn) -> None:
    column = make_in_state(make_column, "withdrawn")
    editor.client.post(change_url(column), filled(column, move="publish"))
    column.refresh_from_db()
    assert column.published_at == NOON - DAY


@pytest.mark.parametrize(
    "typed", [{}, {"published_at_0": "2026-11-18", "published_at_1": "12:00:00"}]
)
def test_a_schedule_needs_a_moment_to_come_and_keeps_what_was_typed(
    editor: Person, make_column: MakeColumn, typed: dict[str, Any]
) -> None:
    column = make_in_state(make_column, "approved")
    answer = editor.client.post(
        change_url(column), filled(column, headline="Typed", move="schedule", **typed)
    )
    page = answer.content.decode()
    assert workflow.NEEDS_FUTURE_DATE in page
    assert 'value="Typed"' in page
    column.refresh_from_db()
    assert (column.state, column.version) == ("approved", 1)


@pytest.mark.promise(
    "Every workflow move of every role from every state is allowed or refused as documented; some"
    " need a reason",
    section="publishing",
)
@pytest.mark.parametrize(("state", "move"), [("in-review", "send-back"), ("published", "withdraw")])
def test_some_moves_must_say_why(
    editor: Person, make_column: MakeColumn, state: str, move: str
) -> None:
    column = make_in_state(make_column, state)
    answer = editor.client.post(change_url(column), filled(column, move=move, note="  "))
    assert "Give the reason in the note" in answer.content.decode()
    column.refresh_from_db()
    assert column.state == state


def test_the_record_says_who_when_and_why(editor: Person, make_column: MakeColumn) -> None:
    column = make_in_state(make_column, "in-review")
    editor.client.post(
        change_url(column),
        filled(column, move="send-back", note="Where does the figure come from?"),
    )
    act = ColumnActivity.objects.get()
    assert (act.by, act.at, act.before, act.after) == (editor.user, NOON, "in-review", "draft")
    page = editor.client.get(
        reverse("admin:articles_column_notes", args=[column.pk])
    ).content.decode()
    assert "Where does the figure come from?" in page
    newest = column.revisions.first()
    assert newest is not None
    assert newest.why == "Sent back"


def test_a_new_column_can_be_sent_at_once(columnist: Person) -> None:
    columnist.client.post(reverse(ADD), filled(headline="Hot", body=LONG, move="send"))
    column = Column.objects.get()
    assert (column.state, column.activities.get().before) == ("in-review", "draft")


# E-mails


@pytest.fixture
def own(columnist: Person) -> Columnist:
    return Columnist.objects.get(user=columnist.user)


@pytest.mark.promise(
    "The next person responsible gets an e-mail without any of the text; without editors the owner"
    " gets it",
    section="publishing",
)
@pytest.mark.django_db(transaction=True)
def test_whoever_is_next_gets_a_mail(
    columnist: Person, editor: Person, own: Columnist, make_column: MakeColumn
) -> None:
    column = make_in_state(make_column, "draft", headline="On ports", columnists=(own,))
    columnist.client.post(change_url(column), filled(column, move="send", note="Ready, I think."))
    assert [email.to for email in mail.outbox] == [[editor.user.email]]
    assert "Ready, I think." in mail.outbox[0].body
    assert "“On ports” is waiting for review" in mail.outbox[0].subject
    assert change_url(column) in mail.outbox[0].body
    column.refresh_from_db()
    editor.client.post(
        change_url(column), filled(column, move="send-back", note="A source, please.")
    )
    assert mail.outbox[1].to == [columnist.user.email]


@pytest.mark.django_db(transaction=True)
def test_a_note_goes_to_the_other_side(
    columnist: Person, editor: Person, own: Columnist, make_column: MakeColumn
) -> None:
    column = make_in_state(make_column, "draft", columnists=(own,))
    for person, other in ((columnist, editor), (editor, columnist)):
        mail.outbox.clear()
        person.client.post(
            reverse("admin:articles_column_notes", args=[column.pk]), {"note": "Have a look."}
        )
        assert [email.to for email in mail.outbox] == [[other.user.email]]


@pytest.mark.promise(
    "The next person responsible gets an e-mail without any of the text; without editors the owner"
    " gets it",
    section="publishing",
)
@pytest.mark.django_db(transaction=True)
def test_no_mail_carries_anything_of_the_text(
    columnist: Person, editor: Person, own: Columnist
) -> None:
    columnist.client.post(
        reverse(ADD), filled(headline="Hot", body="<p>Sentinel.</p>" + LONG, move="send")
    )
    email = mail.outbox[0]
    assert "Sentinel" not in str(email.message())


@pytest.mark.parametrize(
    ("who", "status"), [("columnist", 404), ("moderator", 302), ("subscriber", 302)]
)
def test_notes_are_for_those_who_see_the_column(
    who: str, status: int, request: pytest.FixtureRequest, make_column: MakeColumn
) -> None:
    person: Person = request.getfixturevalue(who)
    column = make_column()
    address = reverse("admin:articles_column_notes", args=[column.pk])
    assert person.client.post(address, {"note": "I was here"}).status_code == status
    assert ColumnActivity.objects.exists() is (who == "moderator")


def test_no_reader_sees_a_note(editor: Person, visitor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    workflow.record(column, by=editor.user, at=NOON, note="Not for print")
    assert "Not for print" not in visitor.reads(column).content.decode()


@pytest.mark.promise(
    "The next person responsible gets an e-mail without any of the text; without editors the owner"
    " gets it",
    section="publishing",
)
@pytest.mark.django_db(transaction=True)
def test_where_nobody_is_an_editor_the_owner_gets_the_mail(
    columnist: Person, own: Columnist, make_column: MakeColumn, make_reader: MakeReader
) -> None:
    make_reader("owner", is_staff=True, is_superuser=True)
    column = make_in_state(make_column, "draft", columnists=(own,))
    columnist.client.post(change_url(column), filled(column, move="send"))
    assert [email.to for email in mail.outbox] == [["owner@reader.example"]]


@pytest.mark.promise(
    "Each button confirms what it did, and scheduling confirms the time",
    section="publishing",
)
@pytest.mark.parametrize(
    ("move", "typed", "said"),
    [
        ("approve", {}, "Approved: “Said”."),
        ("schedule", LATER_TYPED, "Scheduled: “Said”. It appears on 19 November 2026, 12:00."),
        ("send-back", {"note": "Why"}, "Sent back: “Said”."),
    ],
)
def test_a_button_says_what_it_did(
    editor: Person,
    make_column: MakeColumn,
    ada: Columnist,
    move: str,
    typed: dict[str, Any],
    said: str,
) -> None:
    column = make_in_state(make_column, "in-review", headline="Said", columnists=(ada,))
    page = editor.client.post(change_url(column), filled(column, move=move, **typed), follow=True)
    assert [strip_tags(str(message)) for message in page.context["messages"]] == [said]


@pytest.mark.promise(
    "Each button confirms what it did, and scheduling confirms the time",
    section="publishing",
)
def test_sending_a_new_column_says_so(columnist: Person) -> None:
    page = columnist.client.post(
        reverse(ADD), filled(None, headline="New", move="send"), follow=True
    )
    assert [strip_tags(str(message)) for message in page.context["messages"]] == [
        "Sent to the desk: “New”."
    ]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\x0b", "\x1c", "\x85", "\u2028"])
def test_a_headline_of_two_lines_is_no_header_of_its_own(
    end: str, make_column: MakeColumn, editor: Person
) -> None:
    """No form sends line breaks here; a forged request gets no error page and adds no e-mail
    header.
    """
    column = make_column(
        headline=f"One{end}Bcc: x@y.example", state=Column.State.DRAFT, published_at=None
    )
    act = workflow.record(column, by=editor.user, at=NOON)
    compose.send(compose.compose("column_moved", "z@y.example", workflow_emails._context(act)))
    assert "Bcc" not in mail.outbox[-1].message()
