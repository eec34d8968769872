"""Tests of concurrent requests: new feed URLs, saving one column, turning the history off during a
reading.
"""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from articles.models import Column, PersonalFeed, ReadColumn, ReadingHistory, SavedColumn
from articles.readers import history, personal_feeds, saved_columns
from subscriptions.models import Wall
from tests.cast import NOON, MakeColumn, MakeReader
from tests.subscriptions.paywall.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ann(make_reader: MakeReader) -> User:
    return make_reader("ann")


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(Wall.FREE)


def test_a_column_saved_many_times_at_once_is_there_once(ann: User, column: Column) -> None:
    at_once(lambda place: saved_columns.save(ann, column.pk, at=NOON), 20)
    assert SavedColumn.objects.count() == 1


@pytest.mark.promise(
    "A new feed URL ends the old one at once, once under parallel clicks; closing the account ends"
    " it too",
    section="saved",
)
def test_a_feed_made_and_changed_many_times_at_once_has_one_address(ann: User) -> None:
    at_once(lambda place: personal_feeds.make(ann, at=NOON), 20)
    first = PersonalFeed.objects.get()
    old = personal_feeds.signed(first)
    changed: list[Any] = at_once(
        lambda place: personal_feeds.change_address(ann, salt=first.salt, at=NOON), 20
    )
    assert sum(changed) == 1
    assert personal_feeds.feed_by_secret(old) is None
    assert (
        personal_feeds.feed_by_secret(personal_feeds.signed(PersonalFeed.objects.get())) is not None
    )


def test_a_column_read_many_times_at_once_is_noted_once(ann: User, column: Column) -> None:
    history.turn_on(ann, at=NOON)
    at_once(lambda place: history.record(ann, column.pk, at=NOON), 20)
    assert ReadColumn.objects.count() == 1


@pytest.mark.promise(
    "Turning the history off asks whether to delete it; a parallel reading leaves nothing behind",
    section="saved",
)
def test_a_reading_while_it_is_turned_off_leaves_nothing_behind(ann: User, column: Column) -> None:
    """The reading waits for the changed setting, and checks it again."""
    history.turn_on(ann, at=NOON)
    began = threading.Event()

    def read() -> None:
        began.set()
        history.record(ann, column.pk, at=NOON)
        connection.close()

    thread = threading.Thread(target=read)
    with transaction.atomic():
        history.turn_off(ann, and_delete=True, at=NOON)
        thread.start()
        began.wait(timeout=10)
        thread.join(timeout=0.5)
        assert thread.is_alive(), "It has to wait."
    thread.join(timeout=30)
    assert not ReadColumn.objects.exists()
    assert not ReadingHistory.objects.get().is_on
