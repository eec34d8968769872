"""Moderation: what waits, the acts, the log, and who may do what."""

from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Appeal, Comment, CommentPolicy, ModerationAct, Report, Why
from comments.moderation import actions, appeals, commenter_record, reports, suspensions
from comments.moderation.actions import ModerationError
from subscriptions.models import Wall
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person
from tests.comments.conftest import PostComment

pytestmark = pytest.mark.promise(
    "Hiding e-mails the reason and allows one appeal, decided by another moderator; the database"
    " enforces it",
    section="comments",
)


SAID = "Words that somebody minds."
Act = ModerationAct.Act


@pytest.fixture
def sent_emails(django_capture_on_commit_callbacks: Any) -> Any:
    """`with letters(): ...` sends what is owed after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_hiding_emails_the_reason_to_the_author(
    moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    sent_emails: Any,
) -> None:
    comment = post_comment(make_column(Wall.FREE), SAID, by=registered.user)
    with sent_emails():
        actions.hide(
            comment, by=moderator.user, why=Why.PRIVATE, words="The street is named.", at=NOON
        )
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN
    email = mail.outbox[-1]
    assert email.to == [registered.user.email]
    assert isinstance(email, EmailMultiAlternatives)
    html = str(email.alternatives[0][0])
    for message in (
        "Gives away private details. The street is named.",
        SAID,
        f"/comments/{comment.pk}/appeal/",
    ):
        assert message in str(email.body)
        assert message in html
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    act = ModerationAct.objects.get()
    assert (act.by, act.act, act.why, act.comment, act.done_at) == (
        moderator.user,
        Act.HIDE,
        Why.PRIVATE,
        comment,
        NOON,
    )


def test_one_appeal_which_another_moderator_decides(
    moderator: Person,
    other_moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    sent_emails: Any,
) -> None:
    comment = post_comment(make_column(Wall.FREE), SAID, by=registered.user)
    actions.hide(comment, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(comment, words="I quoted the column.", at=NOON)
    with pytest.raises(appeals.AppealError, match="You have appealed already"):
        appeals.make(comment, words="Once more.", at=NOON)
    with pytest.raises(ModerationError, match="another moderator decides"):
        appeals.decide(appeal, by=moderator.user, granted=True, answer="", at=NOON)
    with pytest.raises(ModerationError, match="decide the appeal instead"):
        actions.restore(comment, by=moderator.user, words="", at=NOON)
    with sent_emails():
        appeals.decide(
            appeal,
            by=other_moderator.user,
            granted=True,
            answer="A quotation indeed.",
            at=NOON + HOUR,
        )
    comment.refresh_from_db()
    assert comment.is_visible
    assert "is shown again. A quotation indeed." in " ".join(str(mail.outbox[-1].body).split())
    with pytest.raises(ModerationError):
        appeals.decide(appeal, by=other_moderator.user, granted=False, answer="", at=NOON)
    assert list(ModerationAct.objects.order_by("pk").values_list("act", flat=True)) == [
        Act.HIDE,
        Act.GRANT,
    ]


def test_the_database_too_wants_another_moderator(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE), by=registered.user)
    actions.hide(comment, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(comment, words="No.", at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=moderator.user)


def test_a_refused_appeal_is_answered_and_final(
    moderator: Person,
    other_moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    sent_emails: Any,
) -> None:
    comment = post_comment(make_column(Wall.FREE), by=registered.user)
    actions.hide(comment, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(comment, words="No.", at=NOON)
    with sent_emails():
        appeals.decide(
            appeal, by=other_moderator.user, granted=False, answer="It names a person.", at=NOON
        )
    assert "it stays hidden. It names a person." in " ".join(str(mail.outbox[-1].body).split())
    with pytest.raises(appeals.AppealError):
        appeals.make(comment, words="Again.", at=NOON)


def test_the_queue_has_what_waits_and_what_is_reported(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    comment = post_comment(column)
    reported = post_comment(column)
    CommentPolicy(first_wait=1).save()
    waits = post_comment(column)
    reports.report(reported, by=registered.user, why=Why.INSULT, words="", at=NOON)
    assert set(actions.waiting()) == {waits, reported}
    actions.approve(waits, by=moderator.user, at=NOON)
    actions.dismiss_reports(reported, by=moderator.user, words="", at=NOON)
    assert not actions.waiting().exists()
    assert Report.objects.get().upheld is False
    assert comment not in actions.waiting()


@pytest.mark.promise(
    "The moderation queue needs the same number of queries however many comments it shows",
    section="comments",
)
def test_the_queue_costs_the_same_however_many_wait(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    CommentPolicy(first_wait=1).save()

    def cost() -> int:
        reports.report(post_comment(column), by=registered.user, why=Why.INSULT, words="", at=NOON)
        with CaptureQueriesContext(connection) as captured:
            answer = moderator.client.get(reverse("admin:comments_comment_queue"))
        assert answer.content.decode().count('class="card-who"') == Comment.objects.count()
        return len(captured)

    cost()  # the first visit fills caches
    assert [cost() for _ in range(4)] == [cost()] * 4


def test_each_reader_has_an_own_record(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column, by = make_column(Wall.FREE), moderator.user
    first = post_comment(column)
    author = first.commenter.user  # type: ignore[union-attr]
    hidden = [post_comment(column, f"Not so, {number}.", by=author) for number in range(4)]
    for comment in hidden:
        actions.hide(comment, by=by, why=Why.INSULT, words=comment.text, at=NOON)
    other = post_comment(column)
    suspensions.suspend(other.commenter, days=7, words="Rest.", by=by, at=NOON)  # type: ignore[arg-type]
    suspensions.suspend(other.commenter, days=1, words="Less.", by=by, at=NOON)  # type: ignore[arg-type]
    commenters = [first.commenter, other.commenter]
    of_first, of_other = commenter_record.of_all(commenters, at=NOON).values()  # type: ignore[arg-type]
    assert (of_first.visible, of_first.hidden, of_first.suspension, of_first.suspensions) == (
        1,
        4,
        None,
        0,
    )
    assert [act.words for act in of_first.hidings] == ["Not so, 3.", "Not so, 2.", "Not so, 1."]
    assert (of_other.visible, of_other.hidden, of_other.hidings, of_other.suspensions) == (
        1,
        0,
        [],
        2,
    )
    assert of_other.suspension == other.commenter.suspension_at(NOON)  # type: ignore[union-attr]
    assert of_other.suspension is not None
    assert of_other.suspension.why == "Less."


def test_the_second_of_two_moderators_gets_an_error(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    CommentPolicy(first_wait=1).save()
    comment = post_comment(make_column(Wall.FREE))
    CommentPolicy(first_wait=1).save()
    Comment.objects.update(state=Comment.State.WAITING)
    actions.approve(comment, by=moderator.user, at=NOON)
    with pytest.raises(ModerationError, match="Somebody else has dealt"):
        actions.approve(comment, by=moderator.user, at=NOON)


@pytest.mark.promise(
    "A suspension has an end, and the reader is told until when and why",
    section="comments",
)
def test_a_suspension_has_an_end(
    registered: Person, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    commenter = post_comment(column, by=registered.user).commenter
    assert commenter is not None
    suspensions.suspend(
        commenter, days=7, words="Insults in three threads.", by=moderator.user, at=NOON
    )
    assert commenter.suspension_at(NOON + 7 * DAY) is None
    assert commenter.suspension_at(NOON + 6 * DAY) is not None
    address = reverse("comments:thread", args=[column.slug])
    page = registered.client.get(address).content.decode()
    assert (
        "You cannot comment until 25 November 2026, 12:00. The reason: Insults in three threads."
        in page
    )
    answer = registered.client.post(address, {"text": "I will say it all the same."})
    assert answer.status_code == 403
    assert "I will say it all the same." in answer.content.decode()
    suspensions.lift(commenter, words="Enough.", by=moderator.user, at=NOON)
    assert registered.client.post(address, {"text": "Thank you."}).status_code == 302
    assert list(ModerationAct.objects.values_list("act", flat=True)) == [Act.LIFT, Act.SUSPEND]


# At the desk


def act_on(person: Person, comment: Comment, **given: str) -> Any:
    form = {"seen": comment.version, **given}
    return person.client.post(reverse("admin:comments_comment_act", args=[comment.pk]), form)


LINK = "Read on at https://site.example/AbC today."


@pytest.mark.promise(
    "A comment that was edited after a moderator read it is not decided on",
    section="comments",
)
@pytest.mark.promise("A moderator decides on the exact text that was read", section="comments")
@pytest.mark.parametrize(
    "text", [LINK.replace("AbC", "aBc"), f"{LINK} ", LINK.replace(" at", "  at"), "Other words."]
)
@pytest.mark.parametrize("act", ["approve", "hide"])
def test_a_text_changed_since_it_was_read_is_not_decided_on(
    act: str, text: str, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    comment = post_comment(make_column(Wall.FREE), LINK)
    Comment.objects.update(state=Comment.State.WAITING, waits_since=NOON)
    Comment.objects.filter(pk=comment.pk).update(text=text)
    answer = moderator.client.post(
        reverse("admin:comments_comment_act", args=[comment.pk]),
        {"act": act, "why": Why.INSULT, "seen": comment.version},
        follow=True,
    )
    assert actions.CHANGED_WORDS in answer.content.decode()
    with pytest.raises(ModerationError, match="changed it"):
        actions.hide(comment, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    comment.refresh_from_db()
    assert comment.state == Comment.State.WAITING
    assert not ModerationAct.objects.exists()


@pytest.mark.promise("Only moderators moderate", section="comments")
@pytest.mark.parametrize(
    "who", ["visitor", "registered", "subscriber", "columnist", "editor", "publisher"]
)
def test_only_moderators_moderate(
    who: str, request: pytest.FixtureRequest, make_column: MakeColumn, post_comment: PostComment
) -> None:
    person: Person = request.getfixturevalue(who)
    comment = post_comment(make_column(Wall.FREE), SAID)
    assert act_on(person, comment, act="hide", why=Why.INSULT).status_code in {302, 403}
    answer = person.client.get(reverse("admin:comments_comment_queue"))
    assert answer.status_code in {302, 403}
    comment.refresh_from_db()
    assert comment.is_visible
    assert not ModerationAct.objects.exists()


def test_a_moderator_works_through_the_queue(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    CommentPolicy(first_wait=1).save()
    comment = post_comment(column, SAID, by=registered.user)
    CommentPolicy(first_wait=1).save()
    Comment.objects.update(
        state=Comment.State.WAITING, held_for="First comments of a reader", waits_since=NOON
    )
    page = moderator.client.get(reverse("admin:comments_comment_queue")).content.decode()
    for message in (SAID, "First comments of a reader", column.headline, "0 shown, 0 hidden"):
        assert message in page
    refused = act_on(moderator, comment, act="hide")
    assert refused.status_code == 400
    assert "Please choose the reason" in refused.content.decode()
    assert act_on(moderator, comment, act="approve").status_code == 302
    assert (
        act_on(moderator, comment, act="hide", why=Why.INSULT, words="Not so.").status_code == 302
    )
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN
    page = moderator.client.get(
        reverse("admin:comments_comment_change", args=[comment.pk])
    ).content.decode()
    assert "Insults or belittles people. “Not so.”" in page
    assert (
        "Nothing waits."
        in moderator.client.get(reverse("admin:comments_comment_queue")).content.decode()
    )
