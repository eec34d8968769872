"""Tests of the order in a series: numbered at the desk, shown on column pages."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Column, Series
from articles.publishing.save import save_column
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        'A series is numbered in one step, shows "Part 2 of 5", and counts or names nothing'
        " unpublished",
        section="desk",
    ),
]

State = Column.State


@pytest.fixture
def tides(db: None) -> Series:
    return Series.objects.create(name="Tides", slug="tides")


@pytest.fixture
def tide_columns(tides: Series, make_column: MakeColumn) -> list[Column]:
    """Make three live columns without a number, oldest first."""
    names = ("Ebb", "Slack", "Flood")
    return [
        make_column("free", headline=name, series=tides, published_at=NOON - (3 - age) * DAY)
        for age, name in enumerate(names)
    ]


def ordered(
    person: Person, series: Series, columns: list[Column], positions: list[Any], **more: Any
) -> Any:
    rows = zip(columns, positions, strict=True)
    form = {f"place-{column.pk}": position for column, position in rows} | {
        f"seen-{each.pk}": each.version for each in columns
    }
    return person.client.post(
        reverse("admin:articles_series_order", args=[series.pk]), {**form, **more}, follow=True
    )


def numbers(columns: list[Column]) -> list[int | None]:
    return [Column.objects.get(pk=column.pk).series_position for column in columns]


def page_of(person: Person, column: Column) -> str:
    return str(person.reads(column).content.decode())


def test_an_order_is_one_version_of_each_that_moved(
    editor: Person, tides: Series, tide_columns: list[Column]
) -> None:
    page = ordered(editor, tides, tide_columns, [2, "", 1]).content.decode()
    assert "2 columns were given another number" in page
    assert numbers(tide_columns) == [2, None, 1]
    assert [column.revisions.count() for column in tide_columns] == [2, 1, 2]
    newest = tide_columns[0].revisions.first()
    assert newest is not None
    assert (newest.why, newest.saved_by) == ("In its series: part 2", editor.user)


def test_numbered_by_date_in_one_press(
    editor: Person, tides: Series, tide_columns: list[Column], make_column: MakeColumn
) -> None:
    draft = make_column(series=tides, state=State.DRAFT, published_at=None, series_position=1)
    ordered(editor, tides, [*tide_columns, draft], ["", "", "", 1], **{"by-date": "1"})
    assert numbers([*tide_columns, draft]) == [1, 2, 3, None]


def test_two_at_one_number_are_refused_and_stay_typed(
    editor: Person, tides: Series, tide_columns: list[Column]
) -> None:
    answer = ordered(editor, tides, tide_columns, [1, 1, 2])
    assert answer.status_code == 400
    assert "Two columns have number 1: “Ebb” and “Slack”." in answer.content.decode()
    assert 'value="2"' in answer.content.decode()
    assert numbers(tide_columns) == [None, None, None]


def test_a_concurrent_save_refuses_the_whole_order(
    editor: Person, tides: Series, tide_columns: list[Column]
) -> None:
    save_column(Column.objects.get(pk=tide_columns[2].pk), by=editor.user, at=NOON)
    answer = ordered(editor, tides, tide_columns, [1, 2, 3])
    assert "after you opened this page" in answer.content.decode()
    assert numbers(tide_columns) == [None, None, None]


@pytest.mark.parametrize("typed", ["0", "-1", "x", "99999"])
def test_what_is_no_number_is_refused(
    editor: Person, tides: Series, tide_columns: list[Column], typed: str
) -> None:
    assert ordered(editor, tides, tide_columns, [typed, "", ""]).status_code == 400
    assert numbers(tide_columns) == [None, None, None]


@pytest.mark.parametrize("who", ["columnist", "moderator", "publisher"])
def test_only_editors_order(
    who: str, request: pytest.FixtureRequest, tides: Series, tide_columns: list[Column]
) -> None:
    person: Person = request.getfixturevalue(who)
    assert ordered(person, tides, tide_columns, [1, 2, 3]).status_code == 403
    assert numbers(tide_columns) == [None, None, None]


def test_a_series_leads_to_its_order_and_an_empty_one_says_so(
    editor: Person, tides: Series
) -> None:
    address = reverse("admin:articles_series_order", args=[tides.pk])
    assert (
        address
        in editor.client.get(
            reverse("admin:articles_series_change", args=[tides.pk])
        ).content.decode()
    )
    assert "No column belongs to this series yet" in editor.client.get(address).content.decode()


def test_a_page_says_which_part_it_is_and_leads_by_number(
    editor: Person, visitor: Person, tides: Series, tide_columns: list[Column]
) -> None:
    ordered(editor, tides, tide_columns, [3, 1, 2])
    page = page_of(visitor, tide_columns[2])
    assert "Part 2 of 3 in" in page
    assert (
        page.index("Before this:")
        < page.index("Slack")
        < page.index("After this:")
        < page.index("Ebb")
    )


def test_what_has_not_appeared_is_neither_counted_nor_named(
    visitor: Person, tides: Series, make_column: MakeColumn
) -> None:
    first = make_column("free", headline="First", series=tides, series_position=1)
    make_column(headline="Embargoed", series=tides, series_position=2, published_at=NOON + HOUR)
    make_column(
        headline="Begun", series=tides, series_position=3, state=State.DRAFT, published_at=None
    )
    for page in (page_of(visitor, first), visitor.client.get("/series/tides/").content.decode()):
        assert "Embargoed" not in page
        assert "Begun" not in page
    assert "Part 1 of 1 in" in page_of(visitor, first)


def test_without_numbers_dates_lead(visitor: Person, tide_columns: list[Column]) -> None:
    page = page_of(visitor, tide_columns[1])
    assert "Part" not in page.split('aria-label="Series"')[1].split("</nav>")[0]
    assert (
        page.index("Before this:")
        < page.index("Ebb")
        < page.index("After this:")
        < page.index("Flood")
    )


def test_the_series_page_lists_its_parts_in_order(
    editor: Person, visitor: Person, tides: Series, tide_columns: list[Column]
) -> None:
    assert "In order" not in visitor.client.get("/series/tides/").content.decode()
    ordered(editor, tides, tide_columns, [2, 1, ""])
    page = visitor.client.get("/series/tides/").content.decode()
    listed = page.split("In order")[1].split("</ol>")[0]
    assert listed.index("Slack") < listed.index("Ebb")
    assert "Flood" not in listed
