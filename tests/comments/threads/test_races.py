"""Two hundred posts at once: the flood limit holds and nothing is doubled.

Real threads, against PostgreSQL.
"""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from accounts.models import User
from articles.models import Column, ColumnCacheVersion
from comments.models import Comment, CommentPolicy, ModerationAct, Why
from comments.moderation import actions, appeals
from comments.moderation.actions import ModerationError
from comments.threads import display_names, posting
from comments.threads.posting import Draft, PostingError
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, MakeReader
from tests.subscriptions.paywall.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Repeated and flooding comments are stopped, also 200 in parallel, and the text is not"
        " lost",
        section="comments",
    ),
]
LIMIT = 10


def _posts(user: User, column: Column, text: str) -> bool:
    try:
        commenter = display_names.get_or_create_commenter(user, f"Racer {user.pk} of many", at=NOON)
        posting.publish_comment(
            Draft(text),
            column=column,
            commenter=commenter,
            parent=None,
            policy=CommentPolicy(first_wait=0, an_hour=LIMIT),
            at=NOON,
        )
    except PostingError:
        return False
    return True


def test_two_hundred_posts_of_two_readers_at_once(
    make_column: MakeColumn, make_reader: MakeReader
) -> None:
    """Of each reader's hundred different ones ten are taken, and every one turns the column's
    page.
    """
    column = make_column(Wall.FREE)
    readers = [make_reader(f"racer-{number}") for number in range(2)]
    taken = at_once(
        lambda place: _posts(readers[place % 2], column, f"Remark number {place}."), 200
    )
    assert taken.count(True) == 2 * LIMIT
    assert [Comment.objects.filter(commenter__user=reader).count() for reader in readers] == [
        LIMIT,
        LIMIT,
    ]
    assert ColumnCacheVersion.objects.get(column=column).number == 2 * LIMIT


def test_fifty_parallel_duplicates_make_one_comment(
    make_column: MakeColumn, make_reader: MakeReader
) -> None:
    column, reader = make_column(Wall.FREE), make_reader("doubler")
    taken = at_once(lambda place: _posts(reader, column, "The button was pressed twice."), 50)
    assert taken.count(True) == 1
    assert Comment.objects.count() == 1


@pytest.mark.promise(
    "Nobody takes a name that resembles a columnist's, the site's or another reader's",
    section="comments",
)
def test_one_name_for_one_of_twenty(make_reader: MakeReader) -> None:
    readers = [make_reader(f"namesake-{number}") for number in range(20)]

    def takes(position: int) -> bool:
        try:
            display_names.get_or_create_commenter(readers[position], "Rosa Quill", at=NOON)
        except ValidationError:
            return False
        return True

    assert at_once(takes, 20).count(True) == 1


def test_an_appeal_is_decided_once(make_column: MakeColumn, make_reader: MakeReader) -> None:
    moderators = [make_reader(f"moderator-{number}", is_staff=True) for number in range(9)]
    for each in moderators:
        each.groups.add(Group.objects.get(name="moderator"))
    assert _posts(make_reader("author"), make_column(Wall.FREE), "Words.")
    comment = Comment.objects.get()
    actions.hide(comment, by=moderators[8], why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(comment, words="No.", at=NOON)

    def decides(position: int) -> bool:
        try:
            appeals.decide(
                appeal, by=moderators[position], granted=position % 2 == 0, answer="", at=NOON
            )
        except ModerationError:
            return False
        return True

    assert at_once(decides, 8).count(True) == 1
    assert ModerationAct.objects.filter(act__in=["grant", "refuse"]).count() == 1


@pytest.mark.promise(
    "A bulk moderation names what cannot be done and does the rest; no action is lost between two"
    " moderators",
    section="comments",
)
def test_two_moderators_on_one_page_of_the_queue_lose_no_act(
    make_column: MakeColumn, make_reader: MakeReader
) -> None:
    """Each comment is decided once, by one of them; what one could not do is named, and nothing is
    left over.
    """
    moderators = [make_reader(f"moderator-{number}", is_staff=True) for number in range(4)]
    column = make_column(Wall.FREE)
    for number in range(20):
        assert _posts(make_reader(f"author-{number}"), column, f"Remark number {number}.")
    Comment.objects.update(state=Comment.State.WAITING, waits_since=NOON)
    page = list(actions.in_order(actions.waiting()).select_related("commenter", "column"))

    def decides(position: int) -> tuple[int, int]:
        by = moderators[position]

        def approves(comment: Comment) -> ModerationAct:
            return actions.approve_or_dismiss(comment, by=by, at=NOON)

        def hides(comment: Comment) -> ModerationAct:
            return actions.hide(comment, by=by, why=Why.INSULT, words="", at=NOON)

        comments = page if position % 2 else page[::-1]
        done, failed = actions.do_each(comments, approves if position < 3 else hides)
        assert len(done) + len(failed) == len(page)
        return len(done), len(failed)

    done = sum(number for number, _ in at_once(decides, 4))
    acts = list(ModerationAct.objects.order_by("pk").values_list("comment", "act"))
    assert len(acts) == done
    for comment in Comment.objects.all():
        own = [act for key, act in acts if key == comment.pk]
        assert own in (["approve"], ["hide"], ["approve", "hide"])
        assert comment.state == (
            Comment.State.HIDDEN if own[-1] == "hide" else Comment.State.VISIBLE
        )
    assert not actions.waiting().exists()
