"""Tests of the reading history: off by default, private, deleted on request."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.responses import PRIVATE
from articles.models import Column, PersonalFeed, ReadColumn, ReadingHistory, SavedColumn
from articles.readers import history
from subscriptions.models import FreeRead, Wall
from tests.articles.gift_link_steps import text
from tests.articles.opening import spend_all
from tests.articles.pages.test_reading_requests import AHEAD, CRAWLERS
from tests.cast import HOUR, NOON, SECOND, MakeColumn, Person, at_a_browser

HISTORY = "/account/history/"
WALLS = [Wall.FREE, Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
KEPT_FOR = timedelta(days=365)


def with_history_on(person: Person) -> Person:
    assert person.client.post(f"{HISTORY}on/")["Location"] == HISTORY
    return person


def read_by(person: Person) -> set[int]:
    return set(ReadColumn.objects.filter(user=person.user).values_list("column", flat=True))


# Recording


@pytest.mark.promise("Nothing is written or queried while the history is off", section="saved")
@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("name", ["registered", "subscriber", "lapsed", "editor"])
def test_nothing_is_written_while_it_is_off(
    wall: Wall, name: str, make_column: MakeColumn, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(name)
    column = make_column(wall)
    with CaptureQueriesContext(connection) as captured:
        person.reads(column)
        person.reads(column)
    assert not ReadColumn.objects.exists()
    assert not [query for query in captured if "articles_readcolumn" in query["sql"]], (
        "It is not even asked for."
    )
    assert not ReadingHistory.objects.exists()


@pytest.mark.promise(
    "The history records each opened column once; walls, HEAD, prefetch, robots and the "
    "desk's reading of drafts do not count",
    section="saved",
)
@pytest.mark.parametrize("wall", WALLS)
def test_on_it_notes_what_was_opened_once_with_the_last_moment(
    wall: Wall, subscriber: Person, make_column: MakeColumn, noon: Any
) -> None:
    column = make_column(wall)
    with_history_on(subscriber).reads(column)
    noon.move_to(NOON + HOUR)
    subscriber.reads(column)
    row = ReadColumn.objects.get()
    assert (row.user, row.column, row.moment) == (subscriber.user, column, NOON + HOUR)


@pytest.mark.promise(
    "The history records each opened column once; walls, HEAD, prefetch, robots and the "
    "desk's reading of drafts do not count",
    section="saved",
)
def test_a_wall_is_no_reading(registered: Person, make_column: MakeColumn) -> None:
    with_history_on(registered)
    registered.reads(make_column(Wall.SUBSCRIBERS))
    assert not ReadColumn.objects.exists()
    spend_all(registered, make_column)
    assert len(read_by(registered)) == 5
    registered.reads(make_column())
    assert len(read_by(registered)) == 5


@pytest.mark.promise(
    "The history records each opened column once; walls, HEAD, prefetch, robots and the "
    "desk's reading of drafts do not count",
    section="saved",
)
@pytest.mark.parametrize("headers", [*AHEAD, {"User-Agent": CRAWLERS[0]}], ids=str)
@pytest.mark.parametrize("wall", WALLS)
def test_nobody_has_read_what_was_only_fetched(
    headers: dict[str, str], wall: Wall, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    with_history_on(subscriber).reads(column, **headers)
    subscriber.client.head(column.get_absolute_url())
    assert not ReadColumn.objects.exists()


def test_others_reading_is_not_noted(
    subscriber: Person, registered: Person, visitor: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.FREE)
    with_history_on(subscriber)
    registered.reads(column)
    visitor.reads(column)
    assert not ReadColumn.objects.exists()


@pytest.mark.promise(
    "The history records each opened column once; walls, HEAD, prefetch, robots and the "
    "desk's reading of drafts do not count",
    section="saved",
)
def test_what_the_desk_reads_before_it_appears_is_work(
    editor: Person, make_column: MakeColumn
) -> None:
    with_history_on(editor).reads(make_column(state="draft"))
    editor.reads(make_column(published_at=NOON + SECOND))
    assert not ReadColumn.objects.exists()
    column = make_column()
    editor.reads(column)
    assert read_by(editor) == {column.pk}


def test_it_costs_one_statement_for_those_who_keep_one(
    subscriber: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    column = make_column(Wall.SUBSCRIBERS)
    subscriber.reads(column)
    with django_assert_num_queries(3):
        subscriber.reads(column)
    with_history_on(subscriber)
    with django_assert_num_queries(4):
        subscriber.reads(column)


@pytest.mark.promise("The meter's rows are not a reading history", section="saved")
def test_the_meter_counts_alone(registered: Person, make_column: MakeColumn) -> None:
    """Clearing the history gives no free read back, and the end of a period clears no history."""
    column = make_column()
    with_history_on(registered).reads(column)
    history.clear(registered.user)
    assert FreeRead.objects.filter(column=column).exists()
    registered.reads(column)
    FreeRead.objects.all().delete()
    assert read_by(registered) == {column.pk}


# The page


def test_at_first_it_is_off_and_says_so(registered: Person) -> None:
    answer = registered.client.get(HISTORY)
    assert "Your history is off, so nothing that you read is noted here." in text(answer)
    assert "Turn on your history" in text(answer)
    assert "Clear your history" not in text(answer)
    assert answer["Cache-Control"] == PRIVATE
    assert '<span class="note">off</span>' in text(registered.client.get("/account/"))


def test_the_list_has_what_was_read_last_first(
    registered: Person, make_column: MakeColumn, noon: Any
) -> None:
    first, second = (
        make_column(Wall.FREE, headline="The harbour"),
        make_column(Wall.FREE, headline="The lighthouse"),
    )
    with_history_on(registered)
    for number, column in enumerate((first, second, first)):
        noon.move_to(NOON + number * SECOND)
        registered.reads(column)
    page = text(registered.client.get(HISTORY))
    assert page.index("The harbour") < page.index("The lighthouse")
    assert page.count("The harbour</a>") == 1
    assert '<span class="note">on</span>' in text(registered.client.get("/account/"))


@pytest.mark.promise(
    "One entry or all can be deleted, and entries of a year ago are",
    section="saved",
)
def test_one_is_removed_and_all_are_cleared(registered: Person, make_column: MakeColumn) -> None:
    with_history_on(registered)
    columns = [make_column(Wall.FREE) for _ in range(3)]
    for column in columns:
        registered.reads(column)
    row = ReadColumn.objects.get(column=columns[0])
    registered.client.post(f"{HISTORY}{row.pk}/remove/")
    assert read_by(registered) == {column.pk for column in columns[1:]}
    assert "2 columns are deleted" in text(registered.client.get(f"{HISTORY}clear/"))
    assert len(read_by(registered)) == 2, "Looking clears nothing."
    registered.client.post(f"{HISTORY}clear/")
    assert not ReadColumn.objects.exists()
    registered.reads(columns[0])
    assert read_by(registered) == {columns[0].pk}, "It is still on."


@pytest.mark.promise(
    "Turning the history off asks whether to delete it; a parallel reading leaves nothing behind",
    section="saved",
)
def test_turning_off_asks_what_becomes_of_it(registered: Person, make_column: MakeColumn) -> None:
    with_history_on(registered)
    read, later = make_column(Wall.FREE), make_column(Wall.FREE)
    registered.reads(read)
    page = text(registered.client.get(f"{HISTORY}off/"))
    assert "What shall become of the 1 column in it?" in page
    for wrong in ({}, {"kept": "perhaps"}):
        answer = registered.client.post(f"{HISTORY}off/", wrong)
        assert "What shall become" in text(answer)
        assert ReadingHistory.objects.get().is_on
    registered.client.post(f"{HISTORY}off/", {"kept": "keep"})
    registered.reads(later)
    assert read_by(registered) == {read.pk}
    assert "Your history has been off since" in text(registered.client.get(HISTORY))
    with_history_on(registered)
    registered.client.post(f"{HISTORY}off/", {"kept": "delete"})
    registered.reads(later)
    assert not ReadColumn.objects.exists()


def test_an_empty_one_is_turned_off_without_a_question(registered: Person) -> None:
    with_history_on(registered)
    assert "There is nothing in it now." in text(registered.client.get(f"{HISTORY}off/"))
    registered.client.post(f"{HISTORY}off/")
    assert not ReadingHistory.objects.get().is_on
    assert "Your reading history is empty." in text(registered.client.get(f"{HISTORY}clear/"))


@pytest.mark.promise(
    "A withdrawn column stays in lists, history and export without its name",
    section="saved",
)
def test_what_was_taken_down_loses_its_name(registered: Person, make_column: MakeColumn) -> None:
    with_history_on(registered).reads(make_column(Wall.FREE))
    Column.objects.update(state="draft", headline="The secret draft", slug="secret")
    for address in (HISTORY, "/account/export/"):
        assert "secret" not in text(registered.client.get(address)), address
    assert "A column that is not shown here any more" in text(registered.client.get(HISTORY))


# Privacy and retention


@pytest.mark.promise(
    "Nobody else sees or changes a list, history or feed, and neither does the desk",
    section="saved",
)
def test_it_is_nobody_elses(
    registered: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    with_history_on(registered).reads(make_column(Wall.FREE, headline="The harbour"))
    row = ReadColumn.objects.get()
    assert "The harbour" not in text(subscriber.client.get(HISTORY))
    assert subscriber.client.post(f"{HISTORY}{row.pk}/remove/").status_code == 404
    subscriber.client.post(f"{HISTORY}clear/")
    subscriber.client.post(f"{HISTORY}off/", {"kept": "delete"})
    assert ReadColumn.objects.get() == row
    assert ReadingHistory.objects.get(user=registered.user).is_on


@pytest.mark.promise(
    "Nobody else sees or changes a list, history or feed, and neither does the desk",
    section="saved",
)
@pytest.mark.parametrize("name", ["editor", "moderator", "publisher"])
def test_the_desk_sees_none_of_it(
    name: str, registered: Person, make_column: MakeColumn, request: pytest.FixtureRequest
) -> None:
    for model in (SavedColumn, ReadColumn, ReadingHistory, PersonalFeed):
        assert not admin.site.is_registered(model)
    person: Person = request.getfixturevalue(name)
    with_history_on(registered).reads(make_column(Wall.FREE, headline="The harbour"))
    assert "The harbour" not in text(
        person.client.get(reverse("admin:reader", args=[registered.user.pk]))
    )
    row = ReadColumn.objects.get()
    for named in (
        str(row),
        str(ReadingHistory.objects.get()),
    ):  # as listed by the page that asks before deleting
        assert "harbour" not in named.lower()
        assert registered.user.name not in named


@pytest.mark.parametrize("path", ["on/", "off/", "clear/", "1/remove/"])
def test_its_doors_need_a_session_and_the_forms_token(
    path: str, registered: Person, visitor: Person
) -> None:
    with_history_on(registered)
    answer = visitor.client.post(f"{HISTORY}{path}", {"kept": "delete"})
    assert answer["Location"].startswith("/accounts/login/")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(registered.user)
    assert strict.post(f"{HISTORY}{path}", {"kept": "delete"}).status_code == 403
    assert ReadingHistory.objects.get().is_on
    if path in {"on/", "1/remove/"}:
        assert registered.client.get(f"{HISTORY}{path}").status_code == 405


@pytest.mark.promise(
    "One entry or all can be deleted, and entries of a year ago are",
    section="saved",
)
def test_what_nobody_opened_for_a_year_is_forgotten(
    registered: Person, make_column: MakeColumn, noon: Any
) -> None:
    with_history_on(registered)
    old, new = make_column(Wall.FREE), make_column(Wall.FREE)
    registered.reads(old)
    noon.move_to(NOON + SECOND)
    registered.reads(new)
    registered.client.post(f"{HISTORY}off/", {"kept": "keep"})
    noon.move_to(NOON + KEPT_FOR)
    call_command("prune", stdout=StringIO())
    assert len(read_by(registered)) == 2
    noon.move_to(NOON + KEPT_FOR + SECOND)
    message = StringIO()
    call_command("prune", stdout=message)
    assert "Columns deleted from reading histories: 1." in message.getvalue()
    assert read_by(registered) == {new.pk}


def test_it_is_in_the_readers_copy_and_goes_with_the_account(
    registered: Person, make_column: MakeColumn
) -> None:
    assert registered.client.get("/account/export/").json()["reading_history"] == {
        "is_on": False,
        "changed_at": None,
        "columns": [],
    }
    with_history_on(registered).reads(make_column(Wall.FREE, headline="The harbour"))
    saved = registered.client.get("/account/export/").json()["reading_history"]
    assert (saved["is_on"], saved["columns"][0]["column__headline"]) == (True, "The harbour")
    registered.user.delete()
    assert not ReadColumn.objects.exists()
    assert not ReadingHistory.objects.exists()


def test_a_session_that_is_over_notes_nothing(registered: Person, make_column: MakeColumn) -> None:
    user = with_history_on(registered).user
    registered.signs_out()
    registered.reads(make_column(Wall.FREE))
    assert not ReadColumn.objects.filter(user=user).exists()
    assert at_a_browser().client.get(HISTORY).status_code == 302
