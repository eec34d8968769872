"""Mails about comments: to whom, with what, and how they end."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles.models import Columnist
from comments.models import Comment, Commenter, CommentPolicy
from comments.moderation import actions
from comments.threads import emails
from subscriptions.models import Entitlement, Wall
from tests.cast import HOUR, NOON, MakeColumn, MakeReader, Person
from tests.comments.conftest import PostComment

pytestmark = pytest.mark.promise(
    "E-mails about replies and decisions contain no text for readers who lost access, and end with"
    " one signed click",
    section="comments",
)


WORDS = "A reply that quotes the column."


@pytest.fixture
def sent(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def to(user: Any) -> list[Any]:
    return [email for email in mail.outbox if email.to == [user.email]]


def test_a_reply_is_emailed_to_the_author_of_the_comment(
    subscriber: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    make_reader: MakeReader,
    sent: Any,
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    top = post_comment(column, by=subscriber.user)
    other = make_reader("other")
    with sent():
        post_comment(column, WORDS, by=other, parent=top)
    [email] = to(subscriber.user)
    [(html, _)] = email.alternatives
    for body in (str(email.body), html):
        assert WORDS in body
        assert f"/comments/{Comment.objects.get(text=WORDS).pk}/" in body
    assert not to(other)


def test_replying_to_oneself_sends_no_email(
    subscriber: Person, make_column: MakeColumn, post_comment: PostComment, sent: Any
) -> None:
    column = make_column()
    with sent():
        post_comment(
            column, WORDS, by=subscriber.user, parent=post_comment(column, by=subscriber.user)
        )
    assert not to(subscriber.user)


def test_emails_contain_no_text_without_access(
    subscriber: Person, make_column: MakeColumn, post_comment: PostComment, sent: Any
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    top = post_comment(column, by=subscriber.user)
    Entitlement.objects.update(ends_at=NOON)
    with sent():
        post_comment(column, WORDS, parent=top)
    [email] = to(subscriber.user)
    assert WORDS not in f"{email.body} {email.alternatives}"
    assert "answered your comment" in email.body


def test_columnists_are_emailed_at_most_once_an_hour(
    columnist: Person, make_column: MakeColumn, post_comment: PostComment, sent: Any, noon: Any
) -> None:
    column = make_column(Wall.FREE, columnists=(Columnist.objects.get(user=columnist.user),))
    for moment in (NOON, NOON, NOON + HOUR):
        with sent():
            post_comment(column, at=moment)
    assert len(to(columnist.user)) == 2
    with sent():
        post_comment(make_column(Wall.FREE))
    assert len(to(columnist.user)) == 2


def test_approval_emails_the_author_and_then_the_replied_to_reader(
    registered: Person,
    subscriber: Person,
    moderator: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    sent: Any,
) -> None:
    column = make_column(Wall.FREE)
    top = post_comment(column, by=registered.user)
    CommentPolicy(first_wait=0, all_wait=True).save()
    with sent():
        reply = post_comment(column, WORDS, by=subscriber.user, parent=top)
    assert not reply.is_visible
    assert not mail.outbox
    with sent():
        actions.approve(reply, by=moderator.user, at=NOON)
    assert [email.subject for email in to(subscriber.user)] == ["Your comment is shown"]
    assert len(to(registered.user)) == 1


# Ending them


def test_one_click_unsubscribes_one_reader_from_one_kind(
    subscriber: Person,
    registered: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    sent: Any,
) -> None:
    column = make_column(Wall.FREE)
    top = post_comment(column, by=subscriber.user)
    post_comment(column, by=registered.user)
    with sent():
        post_comment(column, WORDS, parent=top)
    [email] = to(subscriber.user)
    address = email.extra_headers["List-Unsubscribe"].strip("<>")
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in email.body
    path = address.partition("testserver")[2]
    program = Client(enforce_csrf_checks=True)
    assert "Send me no more of them" in program.get(path).content.decode()
    assert Commenter.objects.get(user=subscriber.user).wants_replies, "Looking ends nothing."
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    own = Commenter.objects.get(user=subscriber.user)
    assert (own.wants_replies, own.wants_decisions) == (False, True)
    assert Commenter.objects.get(user=registered.user).wants_replies
    with sent():
        post_comment(column, parent=Comment.objects.get(pk=top.pk))
    assert len(to(subscriber.user)) == 1


@pytest.mark.parametrize("change", ["", "x", "0"])
def test_a_changed_unsubscribe_link_is_not_found(
    change: str, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    commenter = post_comment(make_column(Wall.FREE), by=registered.user).commenter
    assert commenter is not None
    token = emails.token_for(commenter, "replies")
    other = (
        token.replace(f"{commenter.pk}.", f"{commenter.pk + 1}.", 1)
        if not change
        else token + change
    )
    assert Client().post(reverse("comments:mail-off", args=[other])).status_code == 404
    commenter.refresh_from_db()
    assert commenter.wants_replies


def test_readers_change_their_name_and_email_settings(
    registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    post_comment(column, WORDS, by=registered.user)
    address = reverse("comments:settings")
    assert (
        registered.client.post(
            address, {"name": "Columnist Editor", "wants_replies": "on"}
        ).status_code
        == 302
    )
    own = Commenter.objects.get(user=registered.user)
    assert (own.name, own.wants_replies, own.wants_decisions) == ("Columnist Editor", True, False)
    assert "Columnist Editor" in registered.reads(column).content.decode()
    answer = registered.client.post(address, {"name": "The Editor"})
    assert answer.status_code == 400
    assert "Please choose another" in answer.content.decode()
