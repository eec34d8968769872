"""Limits and suspensions hold for a mailbox: for all its accounts, and after closing and opening
one again.
"""

from datetime import timedelta
from typing import Any

import pytest

from accounts.extensions.account_page import export
from accounts.models import User
from accounts.reader import Reader
from articles.models import Column
from comments.models import Comment, Commenter, CommentPolicy, Suspension
from comments.moderation import commenter_record, suspensions
from comments.threads import admission, posting
from comments.threads.posting import PostingError
from operations import retention
from subscriptions.models import Wall
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person, at_a_browser
from tests.comments.conftest import PostComment
from tests.subscriptions.billing.test_once_a_mailbox import account, close

SAME = ("ada@mail.example", "ADA+2@mail.example")
OTHER = "eva@mail.example"


@pytest.fixture
def column(noon: Any, make_column: MakeColumn) -> Column:
    return make_column(Wall.FREE)


def fresh(address: str) -> User:
    return User.objects.get(pk=account(address).user.pk)


def came_back(user: User) -> User:
    """Close the account and open another one with the same address."""
    address = user.email
    close(at_a_browser(user))
    return fresh(address)


def suspended(user: User, column: Column) -> bool:
    admitted = admission.of(column, Reader(user=user), at=NOON + HOUR)
    return admitted.refusal == admission.WriteRefusal.SUSPENDED


def suspend(user: User, say: PostComment, column: Column, by: Person, days: int = 7) -> Suspension:
    commenter = say(column, by=user).commenter
    assert commenter is not None
    return suspensions.suspend(commenter, days=days, words="Insults.", by=by.user, at=NOON)


@pytest.mark.promise(
    "A suspension and the hourly limit of comments hold for all accounts of a mailbox, also after"
    " closing one",
    section="comments",
)
def test_a_second_account_of_the_mailbox_is_suspended_too(
    moderator: Person, post_comment: PostComment, column: Column
) -> None:
    first, second, other = fresh(SAME[0]), fresh(SAME[1]), fresh(OTHER)
    own = post_comment(column, by=second)
    suspend(first, post_comment, column, moderator)
    assert [suspended(user, column) for user in (first, second, other)] == [True, True, False]
    with pytest.raises(PostingError, match="You cannot comment"):
        posting.change(own, "Something else.", policy=CommentPolicy.current(), at=NOON)
    commenter = Commenter.objects.get(user=second)
    assert commenter.suspension_at(NOON) is not None
    assert commenter_record.of(commenter, at=NOON).suspensions == 1
    suspensions.lift(commenter, words="Enough.", by=moderator.user, at=NOON)
    assert not suspended(first, column)


def test_closing_the_account_ends_no_suspension(
    moderator: Person, post_comment: PostComment, column: Column
) -> None:
    user = fresh(SAME[0])
    suspend(user, post_comment, column, moderator)
    user = came_back(user)
    assert suspended(user, column)
    assert suspended(fresh(SAME[1]), column)
    assert len(export(user)["comment_suspensions"]) == 1


@pytest.mark.parametrize(("days", "stays"), [(1, 0), (7, 1)])
def test_a_closed_accounts_suspension_is_deleted_when_it_ends(
    moderator: Person, post_comment: PostComment, column: Column, days: int, stays: int
) -> None:
    user = fresh(SAME[0])
    suspend(user, post_comment, column, moderator, days)
    came_back(user)
    list(retention.run_all(NOON + DAY))
    assert Suspension.objects.count() == stays


def wrote(say: PostComment, column: Column, user: User, number: int, at: Any = NOON) -> bool:
    try:
        say(column, f"Number {number} of many.", by=user, at=at)
    except PostingError:
        return False
    return True


def test_the_hourly_limit_is_one_for_the_mailbox(post_comment: PostComment, column: Column) -> None:
    CommentPolicy(first_wait=0, an_hour=4).save()
    users = [fresh(SAME[0]), fresh(SAME[1])]
    assert sum(wrote(post_comment, column, users[number % 2], number) for number in range(8)) == 4
    user = came_back(users[0])
    assert not wrote(post_comment, column, user, 8)
    assert wrote(post_comment, column, fresh(OTHER), 9)
    assert wrote(post_comment, column, user, 10, NOON + HOUR)


def test_a_mailbox_cannot_post_the_same_comment_twice(
    post_comment: PostComment, column: Column
) -> None:
    post_comment(column, "The same words again.", by=fresh(SAME[0]))
    with pytest.raises(PostingError, match="already"):
        post_comment(column, "The same words again.", by=fresh(SAME[1]))


def test_premoderation_of_a_reader_holds_for_the_mailbox(
    post_comment: PostComment, column: Column
) -> None:
    first, second = fresh(SAME[0]), fresh(SAME[1])
    post_comment(column, by=first)
    Commenter.objects.update(always_waits=True)
    assert post_comment(column, by=second).state == Comment.State.WAITING
    assert post_comment(column, by=fresh(OTHER)).state == Comment.State.VISIBLE


@pytest.mark.parametrize(
    ("after", "state"), [(364, Comment.State.WAITING), (365, Comment.State.VISIBLE)]
)
def test_premoderation_of_a_reader_outlives_the_account_for_a_year(
    post_comment: PostComment, column: Column, after: int, state: str
) -> None:
    first, other = fresh(SAME[0]), fresh(OTHER)
    post_comment(column, by=first)
    post_comment(column, by=other)
    Commenter.objects.filter(user=first).update(always_waits=True)
    again = came_back(first)
    list(retention.run_all(NOON + after * DAY))
    assert post_comment(column, by=again).state == state
    assert post_comment(column, by=came_back(other)).state == Comment.State.VISIBLE


def test_premoderation_passes_to_the_other_accounts_of_the_mailbox(
    post_comment: PostComment, column: Column
) -> None:
    first, second = fresh(SAME[0]), fresh(SAME[1])
    post_comment(column, by=first)
    post_comment(column, by=second)
    Commenter.objects.filter(user=first).update(always_waits=True)
    came_back(first)
    assert post_comment(column, by=second).state == Comment.State.WAITING
    assert post_comment(column, by=came_back(second)).state == Comment.State.WAITING


@pytest.mark.parametrize(("age", "is_linked"), [(DAY - timedelta(seconds=1), True), (DAY, False)])
def test_a_closed_accounts_comments_are_linked_to_its_mailbox_for_a_day(
    post_comment: PostComment, column: Column, age: timedelta, is_linked: bool
) -> None:
    gone, stays = fresh(SAME[0]), fresh(OTHER)
    post_comment(column, by=gone)
    post_comment(column, by=stays)
    came_back(gone)
    list(retention.run_all(NOON + age))
    assert (Comment.objects.get(commenter=None).reader_number is not None) == is_linked
    assert Comment.objects.get(commenter__user=stays).reader_number == stays.reader_number
