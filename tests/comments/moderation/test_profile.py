"""A reader's profile at the desk: what they wrote, what became of it, and finding them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Commenter, Why
from comments.moderation import actions, commenter_record, reports, suspensions
from comments.threads import display_names, posting
from subscriptions.models import Wall
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person
from tests.comments.conftest import PostComment

LIST = reverse("admin:comments_commenter_changelist")


def profile(person: Person, commenter: Commenter, query: str = "") -> str:
    answer = person.client.get(
        reverse("admin:comments_commenter_change", args=[commenter.pk]) + query
    )
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def rows(page: str) -> list[str]:
    table = (
        page.partition("<tbody>")[2]
        if "profile-comments" not in page
        else page.partition("profile-comments")[2]
    )
    return re.findall(r"<bdi>(Remark number \d+)", table)


@pytest.mark.promise(
    "A commenter's profile shows counts and every comment; search finds the exact name first",
    section="comments",
)
def test_a_tally_and_every_comment_with_its_state(
    moderator: Person,
    registered: Person,
    make_column: MakeColumn,
    make_reader: MakeReader,
    post_comment: PostComment,
) -> None:
    column, by = make_column(Wall.FREE, headline="On rivers"), registered.user
    live, hidden, held, deleted = (
        post_comment(column, f"Remark number {number}.", by=by, at=NOON + timedelta(minutes=number))
        for number in range(4)
    )
    post_comment(column, "Somebody else’s words.")
    for number, comment in enumerate((live, hidden)):
        reports.report(
            comment, by=make_reader(f"reporter-{number}"), why=Why.INSULT, words="", at=NOON
        )
    actions.dismiss_reports(live, by=moderator.user, words="", at=NOON)
    actions.hide(hidden, by=moderator.user, why=Why.INSULT, words="", at=NOON)
    Comment.objects.filter(pk=held.pk).update(state=Comment.State.WAITING, held_for="Because")
    posting.delete(deleted, at=NOON)
    commenter = Commenter.objects.get(user=by)
    assert commenter_record.tally(commenter) == commenter_record.Tally(
        4, 1, 1, 1, 1, reports=2, upheld=1
    )
    page = profile(moderator, commenter)
    assert (
        "4 posted: 1 live, 1 held, 1 hidden, 1 deleted by the author. 2 reports, 1 upheld." in page
    )
    assert rows(page) == ["Remark number 2", "Remark number 1", "Remark number 0"]
    for message in ("On rivers", "Waiting for a moderator: Because", "Deleted by its author"):
        assert message in page
    assert "Somebody else" not in page


def test_a_suspension_is_lifted_only_where_there_is_one(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    commenter = post_comment(make_column(Wall.FREE), by=registered.user).commenter
    assert commenter is not None
    lift = reverse("admin:comments_commenter_lift", args=[commenter.pk])
    assert lift not in profile(moderator, commenter)
    suspensions.suspend(commenter, days=7, words="Insults.", by=moderator.user, at=NOON - 8 * DAY)
    assert lift not in profile(moderator, commenter), "one that is over"
    suspensions.suspend(commenter, days=7, words="Insults again.", by=moderator.user, at=NOON)
    page = profile(moderator, commenter)
    assert lift in page
    assert "Insults again." in page
    suspensions.lift(commenter, words="Enough.", by=moderator.user, at=NOON)
    assert lift not in profile(moderator, commenter)


def test_a_long_history_has_pages_and_costs_the_same(
    moderator: Person, registered: Person, make_column: MakeColumn, post_comment: PostComment
) -> None:
    commenter = post_comment(
        make_column(Wall.FREE), "Remark number 0.", by=registered.user
    ).commenter
    assert commenter is not None

    def add(numbers: range) -> None:
        column = make_column(Wall.FREE)
        made = [
            Comment(column=column, commenter=commenter, text=f"Remark number {number}.")
            for number in numbers
        ]
        for number, comment in zip(numbers, made, strict=True):
            comment.state, comment.digest = Comment.State.VISIBLE, f"{number:064x}"
            comment.posted_at = NOON + timedelta(minutes=number)
        Comment.objects.bulk_create(made)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            profile(moderator, commenter)
        return len(captured)

    add(range(1, 3))
    cost()  # the first visit fills caches
    few = cost()
    add(range(3, 45))
    assert cost() == few
    assert rows(profile(moderator, commenter)) == [
        f"Remark number {number}" for number in range(44, 24, -1)
    ]
    assert rows(profile(moderator, commenter, "?page=3")) == [
        f"Remark number {number}" for number in range(4, -1, -1)
    ]
    for odd in ("?page=0", "?page=x", "?page=99999999999999999999"):
        assert "posted:" in profile(moderator, commenter, odd)


def search(person: Person, query: str, **more: str) -> list[str]:
    page = person.client.get(LIST, {"q": query, **more}).content.decode()
    return re.findall(r'<th class="field-name"><a [^>]*>([^<]*)</a>', page)


@pytest.fixture
def named(make_reader: MakeReader, noon: Any) -> list[Commenter]:
    requested = ["Commenter 13", "Commenter 23", "Commenter 3", "Commenter 30"]
    return [
        display_names.get_or_create_commenter(make_reader(f"ann-{position}"), name, at=NOON)
        for position, name in enumerate(requested)
    ]


@pytest.mark.promise(
    "A commenter's profile shows counts and every comment; search finds the exact name first",
    section="comments",
)
@pytest.mark.parametrize("query", ["Commenter 3", "commenter 3", " COMMENTER  3 "])
def test_the_exact_name_comes_first(query: str, moderator: Person, named: list[Commenter]) -> None:
    assert search(moderator, query) == [
        "Commenter 3",
        "Commenter 13",
        "Commenter 23",
        "Commenter 30",
    ]


def test_a_search_is_sorted_by_a_head_that_was_clicked(
    moderator: Person, named: list[Commenter]
) -> None:
    assert search(moderator, "Commenter 3", o="-1")[0] == "Commenter 30"


def test_an_address_finds_a_reader_for_whoever_may_look_at_accounts(
    moderator: Person, named: list[Commenter]
) -> None:
    assert search(moderator, "ann-2@reader.example") == []
    assert search(moderator, "reader.example") == []
    view = Permission.objects.get(codename="view_user", content_type__app_label="accounts")
    moderator.user.user_permissions.add(view)
    for query in ("ann-2@reader.example", "ANN-2@Reader.Example"):
        assert search(moderator, query) == ["Commenter 3"]


@pytest.mark.parametrize("query", ["\x00", "x" * 5000, "%", "' OR 1=1", "\u202e", "٣", "a\nb"])
def test_an_odd_search_is_no_fault(query: str, moderator: Person, named: list[Commenter]) -> None:
    assert moderator.client.get(LIST, {"q": query}, follow=True).status_code in {200, 400}


def test_the_list_costs_the_same_however_many_readers(
    moderator: Person, make_reader: MakeReader
) -> None:
    def cost() -> int:
        display_names.get_or_create_commenter(
            make_reader(f"ben-{Commenter.objects.count()}"),
            f"Ben {'xyzuvw'[Commenter.objects.count()]}",
            at=NOON,
        )
        with CaptureQueriesContext(connection) as captured:
            assert len(search(moderator, "Ben")) == Commenter.objects.count()
        return len(captured)

    cost()
    assert len({cost() for _ in range(4)}) == 1
