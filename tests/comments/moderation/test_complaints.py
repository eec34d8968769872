"""Reports, notices of illegal content, and the numbers of a period."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from comments.models import Comment, LegalNotice, ModerationAct, Report, Why
from comments.moderation import actions, appeals, legal_notices, reports
from subscriptions.models import Wall
from tests.cast import HOUR, NOON, MakeColumn, MakeReader, Person
from tests.comments.conftest import PostComment

pytestmark = pytest.mark.promise(
    "Reports have a reason; notices of illegal content need no account, are acknowledged "
    "and answered, and are limited by network",
    section="comments",
)


NOTICE = {
    "address": "http://testserver/comments/1/",
    "words": "It names my daughter’s school and gives our street.",
    "email": "someone@elsewhere.example",
    "in_good_faith": "on",
}


def test_a_reader_reports_once_and_with_a_reason(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE))
    address = reverse("comments:report", args=[comment.pk])
    assert (
        "Please choose what is wrong."
        in registered.client.post(address, {"words": "x"}).content.decode()
    )
    assert registered.client.post(address, {"why": "other"}).status_code == 400
    assert (
        registered.client.post(address, {"why": "insult", "words": "Look at it."}).status_code
        == 302
    )
    again = registered.client.post(address, {"why": "threat"})
    assert again.status_code == 400
    assert "You have reported this comment already." in again.content.decode()
    report = Report.objects.get()
    assert (report.by, report.why, report.words) == (registered.user, "insult", "Look at it.")
    comment.refresh_from_db()
    assert comment.is_visible


def test_reports_are_for_the_signed_in(
    visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE))
    answer = visitor.client.post(reverse("comments:report", args=[comment.pk]), {"why": "insult"})
    assert answer["Location"].startswith(reverse("account_login"))
    assert not Report.objects.exists()


def test_a_notice_needs_no_account_and_is_acknowledged(
    visitor: Person,
    moderator: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    django_capture_on_commit_callbacks: Any,
) -> None:
    comment = post_comment(make_column(Wall.FREE))
    values = {
        **NOTICE,
        "address": f"https://site.example/comments/{comment.pk}/#comment-{comment.pk}",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert visitor.client.post(reverse("comments:notice"), values).status_code == 302
    legal_notice = LegalNotice.objects.get()
    assert legal_notice.comment == comment
    assert [email.to for email in mail.outbox] == [["someone@elsewhere.example"]]
    page = moderator.client.get(reverse("admin:comments_comment_queue")).content.decode()
    assert "Notices of illegal content" in page
    answer = reverse("admin:comments_notice_answer", args=[legal_notice.pk])
    assert NOTICE["words"] in moderator.client.get(answer).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        form = {"decision": "uphold", "words": "It gives an address away."}
        moderator.client.post(answer, form)
        assert not ModerationAct.objects.exists(), "without the words that were read"
        moderator.client.post(answer, {**form, "seen": comment.version})
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN
    assert "We have taken the comment away." in str(mail.outbox[-1].body)
    assert {act.act for act in ModerationAct.objects.all()} == {"hide", "answer"}
    assert (
        moderator.client.post(answer, {"decision": "refuse", "words": "Or not."}).status_code == 302
    )
    assert LegalNotice.objects.get().upheld is True


def test_a_notice_that_says_too_little_or_too_much(visitor: Person) -> None:
    address = reverse("comments:notice")
    for left_out in ("address", "words", "in_good_faith"):
        values = {name: value for name, value in NOTICE.items() if name != left_out}
        answer = visitor.client.post(address, values)
        assert answer.status_code == 400
        assert left_out == "words" or NOTICE["words"].replace(
            "’", ""
        ) in answer.content.decode().replace("’", "")
    assert visitor.client.post(address, {**NOTICE, "website": "x"}).status_code == 400
    assert visitor.client.post(address, {**NOTICE, "words": "x" * 100_000}).status_code == 400
    assert not LegalNotice.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, NOTICE).status_code == 403


def test_notices_from_one_network_have_an_end(visitor: Person) -> None:
    answers = [
        visitor.client.post(reverse("comments:notice"), NOTICE).status_code for _ in range(6)
    ]
    assert answers == [302] * 5 + [429]
    assert LegalNotice.objects.count() == 5


@pytest.mark.parametrize(
    "address",
    ["nonsense", "http://[", "/comments/99999999999999999999/", "/columns/x/", "#comment-0"],
)
def test_an_address_that_leads_nowhere_is_kept_all_the_same(address: str, db: None) -> None:
    legal_notice = legal_notices.receive(
        address=address, words="Words.", name="", email="", at=NOON
    )
    assert legal_notice.comment is None


@pytest.mark.promise("The numbers for a transparency report are right", section="comments")
def test_the_numbers_of_a_period(
    moderator: Person,
    other_moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    noon: Any,
) -> None:
    column = make_column(Wall.FREE)
    first, second = post_comment(column, by=registered.user), post_comment(column)
    Report.objects.create(comment=first, by=moderator.user, why=Why.THREAT, made_at=NOON)
    actions.hide(first, by=moderator.user, why=Why.THREAT, words="", at=NOON + 3 * HOUR)
    actions.hide(second, by=moderator.user, why=Why.PRIVATE, words="", at=NOON + HOUR)
    appeal = appeals.make(first, words="No.", at=NOON + 3 * HOUR)
    appeals.decide(appeal, by=other_moderator.user, granted=True, answer="", at=NOON + 5 * HOUR)
    message = StringIO()
    call_command("moderation_report", "--from", "2026-11-18", "--to", "2026-11-18", stdout=message)
    rows = {
        (what, which): number for what, which, number in csv.reader(StringIO(message.getvalue()))
    }
    assert rows["period", "2026-11-18 to 2026-11-18"] == ""
    assert rows["comments written", ""] == "2"
    assert rows["reports", Why.THREAT.label] == "1"
    assert rows["reports upheld", ""] == "1"
    assert rows["acts", "Hidden"] == "2"
    assert rows["hidden", Why.PRIVATE.label] == "1"
    assert rows["median hours until", "Hidden"] == "3.0"
    assert (rows["appeals made", ""], rows["appeals granted", ""], rows["appeals refused", ""]) == (
        "1",
        "1",
        "0",
    )
    message = StringIO()
    call_command("moderation_report", "--from", "2026-11-19", "--to", "2026-11-20", stdout=message)
    assert "comments written,,0" in message.getvalue()
    with pytest.raises(CommandError, match="before the first"):
        call_command("moderation_report", "--from", "2026-11-19", "--to", "2026-11-18")
    with pytest.raises(CommandError, match="write it like"):
        call_command("moderation_report", "--from", "yesterday")


@pytest.mark.promise(
    "Only people who may look at accounts see who reported a comment", section="comments"
)
@pytest.mark.parametrize("may_look", [False, True])
def test_who_complained_is_named_only_to_people_who_may_look_at_accounts(
    may_look: bool,
    moderator: Person,
    make_reader: MakeReader,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    if may_look:
        moderator.user.user_permissions.add(Permission.objects.get(codename="view_user"))
    reporter = make_reader("secretreporter")
    reporter.name = ""
    reporter.save()
    comment = post_comment(make_column(Wall.FREE))
    report = reports.report(comment, by=reporter, why=Why.INSULT, words="Look at it.", at=NOON)
    address = f"http://testserver/comments/{comment.pk}/"
    legal_notice = legal_notices.receive(
        address=address,
        words="Look at it.",
        name="Nora Note",
        email="nora@elsewhere.example",
        at=NOON,
    )
    pages = {
        reverse("admin:comments_report_change", args=[report.pk]): [reporter.email],
        reverse("admin:comments_legalnotice_change", args=[legal_notice.pk]): [
            "Nora Note",
            "nora@elsewhere.example",
        ],
        reverse("admin:comments_notice_answer", args=[legal_notice.pk]): [
            "Nora Note",
            "nora@elsewhere.example",
        ],
    }
    for page, secrets in pages.items():
        text = moderator.client.get(page).content.decode()
        assert "Look at it." in text
        assert [secret in text for secret in secrets] == [may_look] * len(secrets)
    for name in ("report", "legalnotice", "comment"):
        text = moderator.client.get(reverse(f"admin:comments_{name}_changelist")).content.decode()
        assert reporter.email not in text
        assert "nora@elsewhere.example" not in text
