"""Issues at the desk: composed, looked at, tried, scheduled, watched."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from newsletters.models import Issue, Mailing, Newsletter, Recipient
from newsletters.sending import worker
from tests.cast import NOON, MakeColumn, Person
from tests.newsletters.conftest import Join, MakeIssue, send

pytestmark = pytest.mark.promise(
    "An issue is composed, previewed, tested, scheduled, paused, stopped and reported at the desk",
    section="newsletters",
)


HIDDEN = "word5x0"


def page(name: str, *parts: Any) -> str:
    return reverse(f"admin:newsletters_issue_{name}", args=parts)


def test_an_editor_composes_an_issue(
    editor: Person, the_week: Newsletter, make_column: MakeColumn
) -> None:
    column = make_column()
    form = {
        "newsletter": the_week.pk,
        "subject": "Rivers",
        "words": "<p>Read this.</p><script>x()</script>",
        "issue_columns-TOTAL_FORMS": 1,
        "issue_columns-INITIAL_FORMS": 0,
        "issue_columns-0-column": column.pk,
        "issue_columns-0-line": "First of all:",
        "issue_columns-0-position": 0,
    }
    assert editor.client.get(page("add")).status_code == 200
    assert editor.client.post(page("add"), form).status_code == 302
    issue = Issue.objects.get()
    assert (issue.words, issue.made_by) == ("<p>Read this.</p>", editor.user)
    assert [issue_column.column for issue_column in issue.issue_columns.all()] == [column]
    assert "Draft" in editor.client.get(page("changelist")).content.decode()


def test_it_is_looked_at_as_readers_get_it(
    editor: Person, make_issue: MakeIssue, make_column: MakeColumn, the_week: Newsletter
) -> None:
    Newsletter.objects.update(full_text=True)
    issue = make_issue(make_column("subscribers"))
    text = editor.client.get(page("preview", issue.pk)).content.decode()
    assert "Rivers and reasons" in text
    assert HIDDEN not in text
    assert HIDDEN in editor.client.get(page("preview", issue.pk) + "?as=desk").content.decode()
    framed = editor.client.get(page("mail", issue.pk, "reader"))
    assert HIDDEN not in framed.content.decode()
    assert "sandbox" in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert editor.client.get(page("mail", issue.pk, "nobody")).status_code == 404


def test_a_test_goes_to_oneself_alone(editor: Person, join: Join, make_issue: MakeIssue) -> None:
    join("ada@mail.example")
    answer = editor.client.post(page("test", make_issue().pk), follow=True)
    assert "A test is on its way" in answer.content.decode()
    assert [(email.to, email.subject) for email in mail.outbox] == [
        ([editor.user.email], "[Test] Rivers and reasons")
    ]
    assert Recipient.objects.count() == 1


def test_at_once_the_worker_is_told(editor: Person, join: Join, make_issue: MakeIssue) -> None:
    join("ada@mail.example")
    issue = make_issue()
    assert "1 reader<" in editor.client.get(page("sending", issue.pk)).content.decode()
    editor.client.post(page("sending", issue.pk), {"when": "now"})
    assert DBTaskResult.objects.ready().count() == 1
    watched = editor.client.get(page("sending", issue.pk))
    assert "Waiting" not in watched.content.decode()
    while worker.run(issue.mailing.pk, at=NOON):
        pass
    report = editor.client.get(page("sending", issue.pk)).content.decode()
    assert 'value="1"' in report
    assert '<th scope="row">Sent</th><td>1</td>' in report


def test_later_it_waits_and_can_be_taken_back(editor: Person, make_issue: MakeIssue) -> None:
    issue = make_issue()
    form = {"when": "later", "moment_0": "2026-11-18", "moment_1": "12:30"}
    editor.client.post(page("sending", issue.pk), form)
    mailing = Mailing.objects.get()
    assert mailing.due_at == NOON + timedelta(minutes=30)
    assert DBTaskResult.objects.get().run_after == mailing.due_at
    assert (
        "18 November 2026, 12:30" in editor.client.get(page("sending", issue.pk)).content.decode()
    )
    editor.client.post(page("act", issue.pk, "take-back"))
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("day", "hour"),
    [("", ""), ("2026-11-18", "12:00"), ("soon", "12:30"), ("2026-11-19", ""), ("", "12:30")],
)
def test_a_moment_that_cannot_be_is_refused_in_a_sentence(
    editor: Person, make_issue: MakeIssue, day: str, hour: str
) -> None:
    issue = make_issue()
    answer = editor.client.post(
        page("sending", issue.pk), {"when": "later", "moment_0": day, "moment_1": hour}
    )
    assert answer.status_code == 400
    assert "desk-error" in answer.content.decode()
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(("which", "offset"), [("first", "+01:00"), ("second", "+00:00")])
def test_a_time_that_comes_twice_is_chosen(
    editor: Person,
    make_issue: MakeIssue,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    which: str,
    offset: str,
) -> None:
    settings.TIME_ZONE = "Europe/London"
    monkeypatch.setattr(
        "newsletters.admin.views.sending.timezone.now", lambda: datetime(2026, 10, 1, tzinfo=UTC)
    )
    address = page("sending", make_issue().pk)
    form_data = {"when": "later", "moment_0": "2026-10-25", "moment_1": "01:30"}
    response = editor.client.post(address, form_data)
    assert response.status_code == 400
    assert "01:30 comes twice" in response.content.decode()
    assert "the first: BST, UTC+01:00" in response.content.decode()
    assert editor.client.post(address, {**form_data, "moment_2": which}).status_code == 302
    assert Mailing.objects.get().due_at == datetime.fromisoformat(f"2026-10-25T01:30{offset}")


def test_a_time_that_the_clocks_skip_names_the_next(
    editor: Person, make_issue: MakeIssue, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/London"
    form_data = {"when": "later", "moment_0": "2027-03-28", "moment_1": "01:30"}
    answer = editor.client.post(page("sending", make_issue().pk), form_data)
    assert answer.status_code == 400
    assert "There is no 01:30 on 28 March 2027 in Europe/London" in answer.content.decode()
    assert "The next time that exists is 02:00." in answer.content.decode()
    assert not Mailing.objects.exists()


def test_it_is_paused_and_stopped_at_the_desk(
    editor: Person, join: Join, make_issue: MakeIssue
) -> None:
    issue = make_issue()
    Mailing.objects.create(issue=issue, due_at=NOON, state="sending", started_at=NOON)
    watched = editor.client.get(page("sending", issue.pk))
    assert watched["Refresh"] == "4"
    assert "Pause" in watched.content.decode()
    for act, state in (
        ("pause", "paused"),
        ("go-on", "sending"),
        ("stop", "stopped"),
        ("pause", "stopped"),
    ):
        editor.client.post(page("act", issue.pk, act))
        assert Mailing.objects.get().state == state
    assert editor.client.post(page("act", issue.pk, "nonsense")).status_code == 404


def test_what_was_sent_stays_as_it_was(editor: Person, make_issue: MakeIssue) -> None:
    issue = make_issue()
    send(issue)
    form = {"newsletter": issue.newsletter.pk, "subject": "Other", "words": "<p>Other</p>"}
    assert editor.client.post(page("change", issue.pk), form).status_code == 403
    assert editor.client.post(page("delete", issue.pk), {"post": "yes"}).status_code == 403
    assert (
        "A few words from the desk." in editor.client.get(page("change", issue.pk)).content.decode()
    )


@pytest.mark.parametrize("who", ["columnist", "moderator"])
def test_others_at_the_desk_see_and_send_nothing(
    request: pytest.FixtureRequest, make_issue: MakeIssue, who: str
) -> None:
    person: Person = request.getfixturevalue(who)
    issue = make_issue()
    for address in (page("changelist"), page("preview", issue.pk), page("sending", issue.pk)):
        assert person.client.get(address).status_code == 403
    for address in (
        page("sending", issue.pk),
        page("test", issue.pk),
        page("act", issue.pk, "pause"),
    ):
        assert person.client.post(address, {"when": "now"}).status_code == 403
    assert not Mailing.objects.exists()


def test_readers_are_looked_at_and_forgotten_by_the_publisher_alone(
    editor: Person, publisher: Person, join: Join
) -> None:
    ada = join("ada@mail.example")
    listed = reverse("admin:newsletters_recipient_changelist")
    assert editor.client.get(listed).status_code == 403
    assert "ada@mail.example" in publisher.client.get(listed).content.decode()
    own = reverse("admin:newsletters_recipient_change", args=[ada.pk])
    assert "The week" in publisher.client.get(own).content.decode()
    publisher.client.post(
        reverse("admin:newsletters_recipient_delete", args=[ada.pk]), {"post": "yes"}
    )
    assert not Recipient.objects.exists()


def test_the_publisher_names_addresses_without_mail(publisher: Person) -> None:
    form = {"address": "Ada@Mail.example", "reason": "desk", "note": "Asked by letter."}
    publisher.client.post(reverse("admin:newsletters_suppression_add"), form)
    text = publisher.client.get(
        reverse("admin:newsletters_suppression_changelist")
    ).content.decode()
    assert "ada@mail.example" in text
