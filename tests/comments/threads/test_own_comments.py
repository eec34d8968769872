"""A reader's own comments on one page, and the guidelines beside the form."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Why
from comments.moderation import actions, appeals
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, Person
from tests.comments.conftest import PostComment


def test_the_page_costs_the_same_however_many_are_hidden(
    registered: Person, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)

    def cost(message: str) -> int:
        comment = post_comment(column, message, by=registered.user)
        actions.hide(comment, by=moderator.user, why=Why.INSULT, words=f"For “{message}”", at=NOON)
        with CaptureQueriesContext(connection) as captured:
            page = registered.client.get(reverse("comments:own")).content.decode()
        assert f"For “{message}”" in page
        return len(captured)

    cost("The first")  # fills caches
    assert cost("The second") == cost("The third") == cost("The fourth")


def test_the_reason_of_the_last_hiding_is_shown(
    registered: Person,
    moderator: Person,
    other_moderator: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    comment = post_comment(make_column(Wall.FREE), by=registered.user)
    actions.hide(comment, by=moderator.user, why=Why.INSULT, words="At first.", at=NOON)
    appeal = appeals.make(comment, words="No.", at=NOON)
    appeals.decide(appeal, by=other_moderator.user, granted=True, answer="", at=NOON)
    actions.hide(comment, by=other_moderator.user, why=Why.PRIVATE, words="And then.", at=NOON)
    page = registered.client.get(reverse("comments:own")).content.decode()
    assert "And then." in page
    assert "At first." not in page
    assert reverse("comments:appeal", args=[comment.pk]) in page


@pytest.mark.promise("The guidelines are shown beside the form", section="comments")
def test_the_form_links_to_the_guidelines(registered: Person, make_column: MakeColumn) -> None:
    column = make_column(Wall.FREE)
    page = registered.client.get(reverse("comments:thread", args=[column.slug])).content.decode()
    beside = page.partition('aria-label="Guidelines"')[2].partition("</aside>")[0]
    assert "Answer what was said" in beside
    assert f'href="{reverse("articles:guidelines")}"' in beside


@pytest.mark.promise("Only the author sees a hidden comment in its thread", section="comments")
def test_its_author_alone_sees_a_hidden_comment_in_its_thread(
    registered: Person,
    subscriber: Person,
    visitor: Person,
    moderator: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    column = make_column(Wall.REGISTERED)
    first, alone = (
        post_comment(column, text, by=registered.user)
        for text in ("Words with an answer.", "Words alone.")
    )
    post_comment(column, "An answer.", parent=first)
    for comment in (first, alone):
        actions.hide(
            comment, by=moderator.user, why=Why.PRIVATE, words="The street is named.", at=NOON
        )
    thread, permalink = reverse("comments:thread", args=[column.slug]), first.get_absolute_url()
    page = registered.client.get(thread)
    html = page.content.decode()
    for message in (
        "Words with an answer.",
        "Words alone.",
        "A moderator has hidden your comment.",
    ):
        assert message in html
    assert html.count("Gives away private details. The street is named.") == 2
    for comment in (first, alone):
        assert reverse("comments:appeal", args=[comment.pk]) in html
    assert (
        "A moderator has hidden your comment." in registered.client.get(permalink).content.decode()
    )
    for person in (registered, subscriber, moderator, visitor):
        for address in (thread, permalink, column.get_absolute_url()):
            answer = person.client.get(address)
            if person is registered and address != column.get_absolute_url():
                assert "no-store" in answer["Cache-Control"]
                continue
            for message in ("Words with", "Words alone", "The street is named", "your comment"):
                assert message not in answer.content.decode(), (address, message)


def test_an_author_who_may_not_read_on_sees_no_thread(
    subscriber: Person, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    comment = post_comment(column, "Words alone.", by=subscriber.user)
    actions.hide(comment, by=moderator.user, why=Why.PRIVATE, words="The street is named.", at=NOON)
    thread = reverse("comments:thread", args=[column.slug])
    assert "The street is named" in subscriber.client.get(thread).content.decode()
    subscriber.user.entitlements.all().delete()
    assert "The street is named" not in subscriber.client.get(thread).content.decode()


def test_a_thread_costs_the_same_however_many_of_ones_own_are_hidden(
    registered: Person, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)

    def cost(message: str) -> int:
        comment = post_comment(column, message, by=registered.user)
        actions.hide(comment, by=moderator.user, why=Why.INSULT, words=f"For “{message}”", at=NOON)
        with CaptureQueriesContext(connection) as captured:
            page = registered.client.get(
                reverse("comments:thread", args=[column.slug])
            ).content.decode()
        assert f"For “{message}”" in page
        return len(captured)

    cost("The first")  # fills caches
    assert cost("The second") == cost("The third") == cost("The fourth")


@pytest.mark.parametrize("state", [Comment.State.WAITING, Comment.State.HIDDEN])
@pytest.mark.parametrize("is_reply", [True, False])
def test_the_address_of_ones_own_comment_leads_to_it_while_it_is_not_shown(
    is_reply: bool,
    state: str,
    registered: Person,
    subscriber: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    column = make_column(Wall.FREE)
    own = post_comment(
        column, by=registered.user, parent=post_comment(column) if is_reply else None
    )
    Comment.objects.filter(pk=own.pk).update(state=state)
    address = reverse("comments:comment", args=[own.pk])
    answer = registered.client.get(address)
    assert answer.headers["Location"].endswith(f"#on-{own.pk}")
    page = registered.client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert own.text in page
    assert f'id="on-{own.pk}"' in page
    assert subscriber.client.get(address).status_code == 404
    assert Client().get(address).status_code == 404
    Comment.objects.filter(pk=own.pk).update(state=Comment.State.DELETED)
    assert registered.client.get(address).status_code == 404
