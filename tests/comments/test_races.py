"""Two hundred posts at once: the flood limit holds and nothing is doubled. Real threads, against PostgreSQL."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from accounts.models import User
from articles.models import Column, ColumnEdition
from comments import appeals, moderation, names, writing
from comments.models import Comment, CommentPolicy, ModerationAct, Why
from comments.moderation import NotDone
from comments.writing import Draft, NotWritten
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, MakeReader
from tests.subscriptions.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LIMIT = 10


def _posts(user: User, column: Column, text: str) -> bool:
    try:
        commenter = names.introduce(user, f"Racer {user.pk} of many", at=NOON)
        writing.post(
            Draft(text),
            column=column,
            commenter=commenter,
            parent=None,
            policy=CommentPolicy(first_wait=0, an_hour=LIMIT),
            at=NOON,
        )
    except NotWritten:
        return False
    return True


def test_two_hundred_posts_of_two_readers_at_once(make_column: MakeColumn, make_reader: MakeReader) -> None:
    """Of each reader's hundred different ones ten are taken, and every one turns the column's page."""
    column = make_column(Wall.FREE)
    readers = [make_reader(f"racer-{number}") for number in range(2)]
    taken = at_once(lambda place: _posts(readers[place % 2], column, f"Remark number {place}."), 200)
    assert taken.count(True) == 2 * LIMIT
    assert [Comment.objects.filter(commenter__user=reader).count() for reader in readers] == [LIMIT, LIMIT]
    assert ColumnEdition.objects.get(column=column).number == 2 * LIMIT


def test_the_same_words_fifty_times_are_said_once(make_column: MakeColumn, make_reader: MakeReader) -> None:
    column, reader = make_column(Wall.FREE), make_reader("doubler")
    taken = at_once(lambda place: _posts(reader, column, "The button was pressed twice."), 50)
    assert taken.count(True) == 1
    assert Comment.objects.count() == 1


def test_one_name_for_one_of_twenty(make_reader: MakeReader) -> None:
    readers = [make_reader(f"namesake-{number}") for number in range(20)]

    def takes(place: int) -> bool:
        try:
            names.introduce(readers[place], "Rosa Quill", at=NOON)
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
    moderation.hide(comment, by=moderators[8], why=Why.INSULT, words="", at=NOON)
    appeal = appeals.make(comment, words="No.", at=NOON)

    def decides(place: int) -> bool:
        try:
            appeals.decide(appeal, by=moderators[place], granted=place % 2 == 0, answer="", at=NOON)
        except NotDone:
            return False
        return True

    assert at_once(decides, 8).count(True) == 1
    assert ModerationAct.objects.filter(act__in=["grant", "refuse"]).count() == 1
