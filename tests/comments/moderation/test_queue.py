"""The moderation queue: its order, its pages and filters, and acting on several comments at
once.
"""

import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Columnist
from comments.models import Appeal, Comment, LegalNotice, ModerationAct, Why
from comments.moderation import actions, reports
from subscriptions.models import Wall
from tests.cast import HOUR, NOON, MakeColumn, MakeReader, Person
from tests.comments.conftest import PostComment

pytestmark = pytest.mark.slow

QUEUE = reverse("admin:comments_comment_queue")
BULK = reverse("admin:comments_comment_bulk")
WAITING, SHOWN, HIDDEN = Comment.State.WAITING, Comment.State.VISIBLE, Comment.State.HIDDEN


@pytest.fixture
def wait(post_comment: PostComment) -> Any:
    """A comment that waits since it was posted."""

    def write(*args: Any, held_for: str = "First comments of a reader", **kwargs: Any) -> Comment:
        comment = post_comment(*args, **kwargs)
        comment.state, comment.held_for, comment.waits_since = WAITING, held_for, comment.posted_at
        comment.save()
        return comment

    return write


@pytest.fixture
def report(make_reader: MakeReader) -> Any:
    def made(comment: Comment, *, at: Any = NOON) -> None:
        reporter = make_reader(f"reporter-{comment.pk}")
        reports.report(comment, by=reporter, why=Why.INSULT, words="", at=at)

    return made


def listed(person: Person, query: str = "") -> list[int]:
    page = person.client.get(f"{QUEUE}{query}")
    assert page.status_code == 200, page.content
    return [int(key) for key in re.findall(r'name="ticked" value="(\d+):', page.content.decode())]


def following(person: Person, query: str = "") -> str:
    """Return the query of the next page, "" on the last one."""
    html = person.client.get(f"{QUEUE}{query}").content.decode()
    link = re.search(r'href="([^"]+)" rel="next"', html)
    return unescape(link[1]) if link else ""


def ticked(*comments: Comment) -> list[str]:
    return [f"{each.pk}:{each.version}" for each in comments]


def messages_of(answer: Any) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


@pytest.mark.promise(
    "Visible reported comments come first in the queue; pages and filters work; queries do not"
    " grow",
    section="comments",
)
def test_a_reported_comment_comes_first_however_many_wait(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment, wait: Any, report: Any
) -> None:
    column = make_column(Wall.FREE)
    writer = post_comment(column).commenter
    rows = [
        Comment(column=column, commenter=writer, text=f"Words {number}.", posted_at=NOON)
        for number in range(45)
    ]
    for number, row in enumerate(rows):
        row.state, row.waits_since, row.digest = WAITING, NOON + number * HOUR, f"{number:064x}"
    rows.reverse()  # the order of their keys is not that of their time
    Comment.objects.bulk_create(rows)
    later, sooner = post_comment(column), post_comment(column)
    report(later, at=NOON + 2 * HOUR)
    report(sooner, at=NOON + HOUR)
    oldest = list(
        Comment.objects.filter(state=WAITING).order_by("waits_since").values_list("pk", flat=True)
    )
    assert listed(moderator) == [sooner.pk, later.pk, *oldest[:18]]
    second = following(moderator)
    assert listed(moderator, second) == oldest[18:38]
    third = following(moderator, second)
    assert listed(moderator, third) == oldest[38:]
    assert following(moderator, third) == ""
    page = moderator.client.get(f"{QUEUE}{third}").content.decode()
    assert "47 in the queue, 40 of them before this page." in page
    assert f'href="{QUEUE}" rel="first"' in page


@pytest.mark.promise(
    "No comment is skipped or shown twice while the queue changes", section="comments"
)
@pytest.mark.parametrize(
    "change", ["approved", "hidden", "reported", "posted", "of the same moment"]
)
def test_a_queue_that_changes_skips_nothing_and_repeats_nothing(
    moderator: Person,
    make_column: MakeColumn,
    post_comment: PostComment,
    wait: Any,
    report: Any,
    change: str,
) -> None:
    column = make_column(Wall.FREE)
    writer = post_comment(column).commenter
    since = NOON if change == "of the same moment" else None
    rows = [
        Comment(
            column=column,
            commenter=writer,
            text=f"Words {n}.",
            posted_at=NOON,
            state=WAITING,
            digest=f"{n:064x}",
        )
        for n in range(65)
    ]
    for number, row in enumerate(rows):
        row.waits_since = since or NOON + number * HOUR
    keys = [each.pk for each in Comment.objects.bulk_create(rows)]
    seen, place = [], ""
    for _ in range(4):
        shown = listed(moderator, place)
        seen += shown
        place = following(moderator, place)
        if change in {"approved", "hidden"}:
            state = SHOWN if change == "approved" else HIDDEN
            Comment.objects.filter(pk__in=shown).update(state=state)
        elif change == "reported":
            report(post_comment(column))
        elif change == "posted":
            wait(column)  # it waits since it was posted, long ago: its place is before these
    assert seen == [*keys]
    assert place == ""


def test_who_acts_on_a_whole_page_sees_the_next_comments(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment, wait: Any
) -> None:
    column = make_column(Wall.FREE)
    waiting = [wait(column) for _ in range(42)]
    place = following(moderator)
    answer = moderator.client.post(
        f"{BULK}{place}", {"act": "approve", "ticked": ticked(*waiting[20:40])}
    )
    assert answer.headers["Location"] == f"{QUEUE}{place}"
    assert listed(moderator, place) == [each.pk for each in waiting[40:]]
    moderator.client.post(f"{BULK}{place}", {"act": "approve", "ticked": ticked(*waiting[40:])})
    assert listed(moderator, place) == [each.pk for each in waiting[:20]]  # nothing is left there


@pytest.mark.promise(
    "Visible reported comments come first in the queue; pages and filters work; queries do not"
    " grow",
    section="comments",
)
def test_filters(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment, wait: Any, report: Any
) -> None:
    names = [
        Columnist.objects.create(name=name, slug=name.lower()) for name in ("Ada", "Bea", "Nobody")
    ]
    both, other = make_column(Wall.FREE, columnists=(names[0], names[1])), make_column(Wall.FREE)
    live, first = post_comment(both), wait(both)
    word, reported_too = wait(other, held_for="The word “viagra”"), wait(other)
    report(live)
    report(reported_too)
    assert listed(moderator) == [live.pk, first.pk, word.pk, reported_too.pk]
    assert listed(moderator, "?show=reported") == [live.pk, reported_too.pk]
    assert listed(moderator, "?show=waiting") == [first.pk, word.pk, reported_too.pk]
    assert listed(moderator, "?show=words") == [word.pk]
    for columnist in names[:2]:
        assert listed(moderator, f"?columnist={columnist.pk}") == [live.pk, first.pk]
    assert listed(moderator, f"?column={other.pk}&show=waiting") == [word.pk, reported_too.pk]
    page = moderator.client.get(f"{QUEUE}?column={other.pk}&show=words").content.decode()
    assert "Nobody" not in page  # a columnist without anything in the queue
    assert f'action="{BULK}?show=words&amp;column={other.pk}"' in page
    assert (
        "Nothing in the queue fits"
        in moderator.client.get(f"{QUEUE}?column={both.pk}&show=words").content.decode()
    )


@pytest.mark.parametrize(
    "query",
    [
        *(
            "?show=everything",
            "?columnist=0",
            "?columnist=x%00",
            "?columnist=%ED%A0%80",
            "?show=a&show=waiting",
        ),
        *(
            "?column=99999999999999999999",
            "?page=3",
            "?after=x",
            "?after=",
            "?after=1-1-1",
            "?after=2-1-1",
        ),
        *(
            "?after=0-99999999999999999-1",
            "?after=1--99999999999999999-1",
            "?after=0-1-99999999999999999999",
        ),
        *(
            "?after=٠-١-١",
            "?after=1-1-1%00",
            f"?after={'9' * 5000}",
            "?after=1-99999999999999-999999999999999999",
        ),
    ],
)
def test_an_odd_address_shows_a_page_of_the_queue(
    query: str, moderator: Person, make_column: MakeColumn, wait: Any
) -> None:
    comment = wait(make_column(Wall.FREE))
    answer = moderator.client.get(
        f"{QUEUE}{query}", follow=True
    )  # the desk leads on from an odd address
    assert answer.status_code == 200
    assert f'value="{comment.pk}:' in answer.content.decode()


@pytest.mark.promise(
    "Visible reported comments come first in the queue; pages and filters work; queries do not"
    " grow",
    section="comments",
)
def test_a_queue_of_thousands_costs_as_much_as_one_of_twenty(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    writer = post_comment(column).commenter

    def add(start: int, number: int) -> None:
        positions = range(start, start + number)
        rows = [
            Comment(column=column, commenter=writer, text="Words.", posted_at=NOON)
            for _ in positions
        ]
        for position, row in zip(positions, rows, strict=True):
            row.state, row.waits_since, row.digest = WAITING, NOON, f"{position:064x}"
        Comment.objects.bulk_create(rows)
        LegalNotice.objects.bulk_create(
            LegalNotice(address="/x", words="x", made_at=NOON) for _ in positions
        )

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(listed(moderator)) == 20
        return len(captured)

    add(0, 40)
    cost()  # the first visit fills caches
    few = cost()
    add(40, 3000)
    assert cost() == few
    assert few < 25
    page = moderator.client.get(QUEUE).content.decode()
    assert page.count("/notices/") == 20
    assert "3020 more come up as these are answered." in page


def test_several_are_approved_or_kept_at_once(
    moderator: Person, make_column: MakeColumn, post_comment: PostComment, wait: Any, report: Any
) -> None:
    column = make_column(Wall.FREE)
    waits, live, left = wait(column), post_comment(column), wait(column)
    report(live)
    values = {"act": "approve", "ticked": ticked(waits, live)}
    answer = moderator.client.post(f"{BULK}?show=waiting&after=1-0-0", values, follow=True)
    assert answer.redirect_chain == [(f"{QUEUE}?show=waiting&after=1-0-0", 302)]
    assert messages_of(answer) == ["2 comments approved or cleared of reports."]
    assert list(actions.waiting()) == [left]
    assert set(ModerationAct.objects.values_list("comment", "act")) == {
        (waits.pk, "approve"),
        (live.pk, "keep"),
    }


def test_several_are_hidden_after_a_look_with_one_reason_and_a_mail_each(
    moderator: Person,
    make_column: MakeColumn,
    make_reader: MakeReader,
    wait: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    column, writers = make_column(Wall.FREE), [make_reader("first"), make_reader("second")]
    both = [wait(column, by=writer) for writer in writers]
    values: dict[str, Any] = {"act": "hide", "ticked": ticked(*both)}
    look = moderator.client.post(BULK, values)
    assert look.status_code == 200
    for each in (*both, "Hide all of these"):
        assert getattr(each, "text", each) in look.content.decode()
    assert Comment.objects.filter(state=WAITING).count() == 2
    unexplained = moderator.client.post(BULK, {**values, "confirmed": "1"})
    assert unexplained.status_code == 400
    assert "Please choose the reason" in unexplained.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        moderator.client.post(
            BULK, {**values, "confirmed": "1", "why": Why.ADVERTISING, "words": " The same again. "}
        )
    assert Comment.objects.filter(state=HIDDEN).count() == 2
    assert [email.to for email in mail.outbox[-2:]] == [[writer.email] for writer in writers]
    assert all(
        "The same again." in str(email.body) and "/appeal/" in str(email.body)
        for email in mail.outbox[-2:]
    )
    assert set(ModerationAct.objects.values_list("act", "why", "words")) == {
        ("hide", "advertising", "The same again.")
    }


@pytest.mark.promise(
    "A bulk moderation names what cannot be done and does the rest; no action is lost between two"
    " moderators",
    section="comments",
)
def test_what_cannot_be_done_is_named_and_the_rest_is_done(
    moderator: Person, make_column: MakeColumn, wait: Any
) -> None:
    column = make_column(Wall.FREE, headline="On rivers")
    own, changed, decided, fine = (
        wait(column, by=moderator.user),
        wait(column),
        wait(column),
        wait(column),
    )
    chosen = ticked(own, changed, decided, fine)
    Comment.objects.filter(pk=changed.pk).update(digest="0" * 64, text="Something else now.")
    Comment.objects.filter(pk=decided.pk).update(state=HIDDEN)
    answer = moderator.client.post(BULK, {"act": "approve", "ticked": chosen}, follow=True)
    assert messages_of(answer) == [
        "1 comment approved or cleared of reports.",
        f"Not approved or cleared of reports: {own.name} on “On rivers”. {actions.OWN_CASE}",
        (
            f"Not approved or cleared of reports: {changed.name} on “On rivers”."
            f" {actions.CHANGED_WORDS}"
        ),
        f"Not approved or cleared of reports: {decided.name} on “On rivers”. {actions.CHANGED}",
    ]
    assert set(Comment.objects.filter(state=SHOWN)) == {fine}
    assert ModerationAct.objects.count() == 1


def test_a_slow_mail_server_ends_no_worker(
    moderator: Person, make_column: MakeColumn, wait: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be reached in time stays in the queue, and its moderator is told so."""
    column = make_column(Wall.FREE)
    comments = [wait(column) for _ in range(3)]
    clock = iter([0.0, 1.0, actions.BULK_SECONDS + 1.0, actions.BULK_SECONDS + 2.0])
    monkeypatch.setattr(actions, "monotonic", lambda: next(clock))
    done, failed = actions.do_each(
        comments, lambda each: actions.approve_or_dismiss(each, by=moderator.user, at=NOON)
    )
    assert [act.comment for act in done] == comments[:1]
    assert failed == [(each, actions.NO_TIME) for each in comments[1:]]
    assert set(actions.waiting()) == set(comments[1:])


@pytest.mark.parametrize(
    "given",
    [
        {"act": "approve"},
        {"act": "approve", "ticked": []},
        {"act": "delete", "ticked": ["1:" + "0" * 64]},
        {"ticked": ["1:" + "0" * 64]},
        {"act": "approve", "ticked": ["x"]},
        {"act": "approve", "ticked": ["1:\x00"]},
        {"act": "hide", "ticked": ["9" * 19 + ":" + "0" * 64]},
        {"act": "hide", "ticked": [f"{key}:{'0' * 64}" for key in range(51)]},
        {"act": "hide", "ticked": ["١:" + "0" * 64]},
    ],
)
def test_a_made_up_bulk_act_does_nothing(
    given: dict[str, Any], moderator: Person, make_column: MakeColumn, wait: Any
) -> None:
    comment = wait(make_column(Wall.FREE))
    answer = moderator.client.post(BULK, given)
    assert answer.status_code in {302, 400}
    assert list(actions.waiting()) == [comment]
    assert not ModerationAct.objects.exists()


def test_comments_that_are_gone_are_no_fault(
    moderator: Person, make_column: MakeColumn, wait: Any
) -> None:
    wait(make_column(Wall.FREE))
    gone = [f"{2**59 + number}:{'0' * 64}" for number in range(2)]
    for act in ("approve", "hide"):
        values = {"act": act, "ticked": gone, "confirmed": "1", "why": Why.INSULT}
        assert moderator.client.post(BULK, values).status_code == 302
    assert not ModerationAct.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "registered", "columnist", "editor", "publisher"])
def test_only_moderators_act_on_several(
    who: str, request: pytest.FixtureRequest, make_column: MakeColumn, wait: Any
) -> None:
    person: Person = request.getfixturevalue(who)
    comment = wait(make_column(Wall.FREE))
    answer = person.client.post(BULK, {"act": "approve", "ticked": ticked(comment)})
    assert answer.status_code in {302, 403}
    assert list(actions.waiting()) == [comment]


def test_appeals_stand_apart_and_are_bounded(
    moderator: Person, other_moderator: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    column = make_column(Wall.FREE)
    comments = [post_comment(column) for _ in range(3)]
    for comment in comments:
        actions.hide(comment, by=other_moderator.user, why=Why.INSULT, words="", at=NOON)
        hiding = ModerationAct.objects.get(comment=comment)
        Appeal.objects.create(comment=comment, hiding=hiding, words="No.", made_at=NOON)
    page = moderator.client.get(QUEUE).content.decode()
    assert page.count("/appeals/") == 3
    assert "more come up" not in page
