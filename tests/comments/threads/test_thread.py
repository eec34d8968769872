"""A thread: who reads it, what it shows, and what it costs the column's page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Column, OldSlug
from comments.models import ColumnRule, Comment, CommentPolicy, Opening, Why
from comments.moderation import actions
from comments.threads import pages, posting
from comments.threads.pages import Order
from subscriptions.models import FreeRead, NetworkArrivals, Wall
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person, at_a_browser
from tests.comments.conftest import PostComment

SAID = "A remark that quotes the column."


def text(answer: Any) -> str:
    return str(answer.content.decode())


def thread_of(person: Person, column: Column, query: str = "") -> Any:
    return person.client.get(reverse("comments:thread", args=[column.slug]) + query)


def spend_all(person: Person, make_column: MakeColumn) -> None:
    for _ in range(5):
        person.reads(make_column())


# Who reads it


@pytest.mark.promise(
    "Comments on a walled column are shown only to its readers; their number is public; "
    "reading comments spends no free read",
    section="comments",
)
@pytest.mark.parametrize(
    ("wall", "who", "reads"),
    [
        (Wall.FREE, "visitor", True),
        (Wall.FREE, "lapsed", True),
        (Wall.REGISTERED, "visitor", False),
        (Wall.REGISTERED, "unverified", False),
        (Wall.REGISTERED, "registered", True),
        (Wall.METERED, "visitor", False),
        (Wall.METERED, "registered", False),
        (Wall.METERED, "subscriber", True),
        (Wall.METERED, "in_grace", True),
        (Wall.SUBSCRIBERS, "visitor", False),
        (Wall.SUBSCRIBERS, "registered", False),
        (Wall.SUBSCRIBERS, "lapsed", False),
        (Wall.SUBSCRIBERS, "gifted", True),
        (Wall.SUBSCRIBERS, "subscriber", True),
        (Wall.SUBSCRIBERS, "moderator", True),
        (Wall.SUBSCRIBERS, "columnist", False),
    ],
)
def test_who_reads_a_thread(
    wall: Wall,
    who: str,
    reads: bool,
    request: pytest.FixtureRequest,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    """Every door: the thread, the permalink, the forms to reply and report.

    The number is no secret.
    """
    person: Person = request.getfixturevalue(who)
    column = make_column(wall)
    comment = post_comment(column, SAID)
    answer = thread_of(person, column)
    assert (SAID in text(answer)) is reads
    assert "1 comment" in text(answer)
    assert "no-store" in answer["Cache-Control"]
    doors = ["comment", "reply", "report"] if person.account else ["comment"]
    for door in doors:
        assert (
            SAID in text(person.client.get(reverse(f"comments:{door}", args=[comment.pk])))
        ) is reads, door
    assert not FreeRead.objects.exists()
    assert not NetworkArrivals.objects.exists()


@pytest.mark.promise(
    "Comments on a walled column are shown only to its readers; their number is public; "
    "reading comments spends no free read",
    section="comments",
)
def test_a_thread_opens_with_a_counted_reading_and_spends_none(
    visitor: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column()
    post_comment(column, SAID)
    for person in (visitor, registered):
        assert SAID not in text(thread_of(person, column))
        assert SAID in text(person.reads(column))
        assert SAID in text(thread_of(person, column))
    assert FreeRead.objects.count() == 2
    spent = at_a_browser()
    spend_all(spent, make_column)
    assert SAID not in text(spent.reads(column))
    assert "1 comment" in text(spent.reads(column))
    assert SAID not in text(thread_of(spent, column))


@pytest.mark.promise(
    "A draft or withdrawn column has no comments page, and its name is not shown",
    section="comments",
)
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_column_that_is_not_live_has_no_thread(
    state: str,
    visitor: Person,
    subscriber: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
) -> None:
    column = make_column(Wall.FREE, headline="Secret plans")
    comment = post_comment(column, SAID)
    Column.objects.filter(pk=column.pk).update(
        state=state, published_at=None if state == "draft" else NOON - HOUR
    )
    for person in (visitor, subscriber):
        for answer in (
            thread_of(person, column),
            person.client.get(reverse("comments:comment", args=[comment.pk])),
        ):
            assert answer.status_code in {404, 410}
            assert SAID not in text(answer)
            assert "Secret plans" not in text(answer)


def test_an_old_slug_redirects_to_the_thread(
    visitor: Person, make_column: MakeColumn, policy: CommentPolicy
) -> None:
    column = make_column(Wall.FREE)
    OldSlug.objects.create(slug="before", column=column)
    answer = visitor.client.get("/columns/before/comments/")
    assert (answer.status_code, answer["Location"]) == (301, f"/columns/{column.slug}/comments/")
    Column.objects.filter(pk=column.pk).update(state="draft")
    assert visitor.client.get("/columns/before/comments/").status_code == 404


# Where the desk allows them


@pytest.mark.promise(
    "Comments are allowed only where and as long as the desk chooses",
    section="comments",
)
def test_where_comments_are_allowed(
    visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    post_comment(column, SAID)
    ColumnRule.objects.create(column=column, opening=Opening.CLOSED)
    assert "Comments on this column are closed." in text(visitor.reads(column))
    assert SAID in text(visitor.reads(column))
    assert "/reply/" not in text(thread_of(visitor, column))
    ColumnRule.objects.update(opening=Opening.OFF)
    ColumnRule.objects.get().save()
    assert "comment" not in text(visitor.reads(column)).replace("comments.css", "").lower()
    assert thread_of(visitor, column).status_code == 404


@pytest.mark.promise(
    "Comments are allowed only where and as long as the desk chooses",
    section="comments",
)
def test_comments_close_at_the_end_of_a_day(
    visitor: Person, make_column: MakeColumn, policy: CommentPolicy, noon: Any
) -> None:
    column = make_column(Wall.FREE)
    assert "Comments are open until 18 December 2026." in text(visitor.reads(column))
    noon.move_to(NOON + 30 * DAY)
    assert "Comments are open until 18 December 2026." in text(visitor.reads(column))
    noon.move_to(NOON + 31 * DAY)
    assert "Comments on this column are closed." in text(visitor.reads(column))


# What it shows


@pytest.mark.promise(
    "Comments are sorted by newest or oldest, paginated, with one level of replies",
    section="comments",
)
def test_newest_and_oldest_page_by_page(
    visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    comments = [
        post_comment(column, at=NOON + timedelta(seconds=position)) for position in range(5)
    ]
    first = pages.page_of(column.pk, size=2)
    assert [each.pk for each in first.comments] == [comments[4].pk, comments[3].pk]
    second = pages.page_of(column.pk, size=2, after=first.after)
    assert [each.pk for each in second.comments] == [comments[2].pk, comments[1].pk]
    last = pages.page_of(column.pk, size=2, after=second.after)
    assert ([each.pk for each in last.comments], last.after) == ([comments[0].pk], None)
    oldest = pages.page_of(column.pk, size=5, order=Order.OLDEST)
    assert [each.pk for each in oldest.comments] == [each.pk for each in comments]
    page = text(thread_of(visitor, column, "?order=oldest"))
    assert page.index("Remark number 1.") < page.index("Remark number 5.")


@pytest.mark.promise(
    "Lists, saved columns, history and comments neither repeat nor skip entries while others"
    " appear",
    section="columns",
)
@pytest.mark.parametrize("order", Order)
def test_a_comment_that_comes_or_goes_meanwhile_moves_nothing_between_pages(
    make_column: MakeColumn, post_comment: PostComment, order: Order
) -> None:
    column = make_column(Wall.FREE)
    messages = [post_comment(column).pk for _ in range(4)]
    first = pages.page_of(column.pk, size=2, order=order)
    new = post_comment(column).pk
    Comment.objects.filter(pk__in=[each.pk for each in first.comments]).delete()
    second = pages.page_of(column.pk, size=2, order=order, after=first.after)
    assert [each.pk for each in second.comments] == (
        messages[1::-1] if order == Order.NEWEST else messages[2:]
    )
    assert new not in [each.pk for each in second.comments]


@pytest.mark.promise(
    "Comments are sorted by newest or oldest, paginated, with one level of replies",
    section="comments",
)
def test_one_level_of_replies(
    subscriber: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    """A reply to a reply joins the conversation; a long one shows its first replies and the way to
    all.
    """
    column = make_column()
    top = post_comment(column, "The beginning.")
    reply = post_comment(column, "A reply.", parent=top)
    subscriber.client.post(
        reverse("comments:reply", args=[reply.pk]),
        {"name": "Sub Scriber", "text": "A reply to a reply."},
    )
    assert Comment.objects.get(text="A reply to a reply.").parent == top
    for number in range(6):
        post_comment(column, f"Reply number {number}.", parent=top)
    page = text(thread_of(subscriber, column))
    assert "All 8 replies" in page
    assert "Reply number 5." not in page
    assert "Reply number 5." in text(
        subscriber.client.get(reverse("comments:comment", args=[top.pk]))
    )


def test_a_deleted_comment_leaves_a_place_only_below_replies(
    visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    top, lone = post_comment(column, "First words."), post_comment(column, "Lone words.")
    post_comment(column, "An answer.", parent=top)
    for comment in (top, lone):
        posting.delete(comment, at=NOON)
    page = text(visitor.reads(column))
    assert page.count("Its author has deleted this comment.") == 1
    assert "An answer." in page
    assert "words." not in page.partition('id="comments"')[2].partition("</section>")[0]
    assert not Comment.objects.filter(text__contains="words.").exists()


@pytest.mark.parametrize(
    "query", ["?after=-1", "?after=x", "?after=99999999999999999999", "?order=none", "?after=٣"]
)
def test_invalid_query_parameters_are_ignored(
    query: str, visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    post_comment(column, SAID)
    assert SAID in text(thread_of(visitor, column, query))


# The column's own page


@pytest.mark.promise(
    "Comments add no cookie, token or query to the column page",
    section="comments",
)
def test_a_free_page_stays_free_of_cookies_and_tokens(
    visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    post_comment(column, SAID)
    answer = visitor.reads(column)
    assert SAID in text(answer)
    assert "Jump to 1 comment<" in text(answer)
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in text(answer)


@pytest.mark.promise(
    "A comment is visible at the next request of its column's page, and refreshes no other page",
    section="comments",
)
def test_a_change_reaches_the_next_request_and_no_other_page(
    visitor: Person, moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column, other = make_column(Wall.FREE), make_column(Wall.FREE)
    visitor.reads(column)
    tag = visitor.reads(other)["ETag"]
    comment = post_comment(column, SAID)
    assert SAID in text(visitor.reads(column))
    with CaptureQueriesContext(connection) as captured:
        assert visitor.reads(other)["ETag"] == tag
    assert len(captured) == 1
    actions.hide(comment, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    assert SAID not in text(visitor.reads(column))


@pytest.mark.promise(
    "Comments add no cookie, token or query to the column page",
    section="comments",
)
def test_a_thread_adds_no_query_to_a_cached_page(
    visitor: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column()
    for _ in range(12):
        post_comment(column)
    visitor.reads(column)
    visitor.reads(column)
    with CaptureQueriesContext(connection) as captured:
        assert "Remark number 12." in text(visitor.reads(column))
    assert len(captured) == 1


def test_a_thread_page_costs_the_same_however_long(
    subscriber: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            thread_of(subscriber, column)
        return len(captured)

    column = make_column()
    post_comment(column)
    few = cost()
    for _ in range(8):
        top = post_comment(column)
        post_comment(column, parent=top)
    assert cost() <= few
