"""Tests of saved columns: the button on the column page, and a private list."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.responses import PRIVATE
from articles.models import Column, ReadColumn, SavedColumn
from articles.readers import history, saved_columns
from subscriptions.models import FreeRead, Wall
from tests.articles.gift_link_steps import text
from tests.cast import DAY, HOUR, NOON, SECOND, MakeColumn, MakeReader, Person, at_a_browser

HERE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
WALLS = [Wall.FREE, Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
SAVED = "/account/saved/"


def new(column: Column) -> str:
    return f"{SAVED}new/{column.slug}/"


def saved(person: Person, column: Column, moment: Any = NOON) -> SavedColumn:
    saved_columns.save(person.user, column.pk, at=moment)
    return SavedColumn.objects.get(user=person.user, column=column)


# The column page


@pytest.mark.promise(
    "A reader saves and removes a column on its page, behind every wall; visitors get the same link"
    " without a token",
    section="saved",
)
@pytest.mark.parametrize("wall", WALLS)
def test_a_reader_saves_and_removes_on_the_columns_page(
    wall: Wall, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    page = text(registered.reads(column))
    assert f'<form method="post" action="{new(column)}">' in page
    assert "Your saved columns" not in page
    answer = registered.client.post(new(column))
    assert (answer.status_code, answer["Location"]) == (302, column.get_absolute_url())
    page = text(registered.reads(column))
    remove = reverse("articles:unsave", args=[SavedColumn.objects.get().pk])
    assert "Saved for later" in page
    assert f'action="{remove}"' in page
    assert f'action="{new(column)}"' not in page
    answer = registered.client.post(remove, {"from": "column"})
    assert answer["Location"] == column.get_absolute_url()
    assert not SavedColumn.objects.exists()
    assert f'action="{new(column)}"' in text(registered.reads(column))


@pytest.mark.promise(
    "A reader saves and removes a column on its page, behind every wall; visitors get the same link"
    " without a token",
    section="saved",
)
@pytest.mark.parametrize("wall", WALLS)
def test_visitors_find_the_same_link_and_no_form(
    wall: Wall, visitor: Person, registered: Person, make_column: MakeColumn
) -> None:
    """Let a signed-in reader come first: their part must not be in the shared cached page."""
    column = make_column(wall)
    saved(registered, column)
    registered.reads(column)
    answer = visitor.reads(column)
    assert f'<a href="{new(column)}" rel="nofollow">Save for later</a>' in text(answer)
    assert "csrfmiddlewaretoken" not in text(answer)
    assert "csrftoken" not in answer.cookies
    if wall == Wall.FREE:
        assert answer["Cache-Control"].startswith("public")
        assert not answer.cookies
    registered.reads(column)
    assert "Your saved columns" not in text(at_a_browser().reads(column))


def test_one_readers_mark_is_not_anothers(
    registered: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.FREE)
    saved(subscriber, column)
    assert "Your saved columns" in text(subscriber.reads(column))
    assert "Your saved columns" not in text(registered.reads(column))


@pytest.mark.promise("Knowing which columns are saved costs no query", section="saved")
def test_to_know_what_is_saved_costs_no_statement(
    subscriber: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    columns = [make_column(Wall.SUBSCRIBERS), make_column(Wall.FREE)]
    saved(subscriber, columns[0])
    for column in columns:
        subscriber.reads(column)
        with django_assert_num_queries(3):  # session, reader, column
            subscriber.reads(column)


def test_saving_opens_and_spends_nothing(registered: Person, make_column: MakeColumn) -> None:
    column = make_column(Wall.METERED)
    registered.client.post(new(column))
    assert not FreeRead.objects.exists()
    assert "word5x39" not in text(registered.client.get(SAVED))
    assert not ReadColumn.objects.exists()


# After signing in


@pytest.mark.promise(
    "A visitor signs in, returns and the column is saved; a link from another site saves nothing",
    section="saved",
)
def test_a_visitor_signs_in_comes_back_and_it_is_saved(
    visitor: Person, make_reader: MakeReader, make_column: MakeColumn
) -> None:
    column, user = make_column(Wall.FREE), make_reader("ann")
    answer = visitor.client.get(new(column), headers=HERE)
    assert answer["Location"] == f"/accounts/login/?next={new(column)}"
    form = {"login": user.email, "password": "a quiet reading room", "next": new(column)}
    answer = visitor.client.post("/accounts/login/", form, headers=HERE)
    assert answer["Location"] == new(column)
    answer = visitor.client.get(new(column), headers=HERE)
    assert answer["Location"] == column.get_absolute_url()
    assert SavedColumn.objects.get().user == user


@pytest.mark.promise(
    "A visitor signs in, returns and the column is saved; a link from another site saves nothing",
    section="saved",
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**HERE, "Sec-Fetch-Site": "cross-site"},
        {**HERE, "Sec-Fetch-Site": "same-site"},
        {**HERE, "Sec-Fetch-Site": "none"},
        {**HERE, "Sec-Fetch-Dest": "image"},
        {**HERE, "Sec-Purpose": "prefetch"},
    ],
    ids=str,
)
def test_a_link_from_elsewhere_saves_nothing_and_shows_the_button(
    headers: Any, registered: Person, make_column: MakeColumn
) -> None:
    column = make_column(headline="The harbour")
    answer = registered.client.get(new(column), headers=headers)
    assert "Save this column for later?" in text(answer)
    assert "The harbour" in text(answer)
    assert answer["Cache-Control"] == PRIVATE
    assert registered.client.head(new(column), headers=HERE).status_code == 200
    assert not SavedColumn.objects.exists()


def test_without_the_forms_token_nothing_is_saved_or_removed(
    registered: Person, make_column: MakeColumn
) -> None:
    column, saved_column = make_column(), saved(registered, make_column())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(registered.user)
    for address in (new(column), f"{SAVED}{saved_column.pk}/remove/"):
        assert strict.post(address).status_code == 403
    assert list(SavedColumn.objects.all()) == [saved_column]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "embargoed", "expired"])
def test_what_is_not_live_cannot_be_saved(
    state: str, registered: Person, editor: Person, make_column: MakeColumn
) -> None:
    kinds: dict[str, Any] = {
        "draft": {"state": "draft"},
        "withdrawn": {"state": "withdrawn"},
        "embargoed": {"published_at": NOON + SECOND},
        "expired": {"expires_at": NOON},
    }
    column = make_column(**kinds[state])
    for person in (registered, editor):
        assert person.client.post(new(column)).status_code == 404
        assert person.client.get(new(column), headers=HERE).status_code == 404
    assert registered.client.post(f"{SAVED}new/no-such-column/").status_code == 404
    assert not SavedColumn.objects.exists()


# The list


def test_the_list_begins_with_what_was_saved_last(
    registered: Person, make_column: MakeColumn
) -> None:
    first, second = make_column(headline="The harbour"), make_column(headline="The lighthouse")
    saved(registered, second, NOON - DAY)
    saved(registered, first, NOON)
    page = text(registered.client.get(SAVED))
    assert page.index("The harbour") < page.index("The lighthouse")
    assert "18 November 2026" in page
    saved_columns.save(registered.user, second.pk, at=NOON + HOUR)
    assert SavedColumn.objects.get(column=second).moment == NOON - DAY, (
        "Saved again it keeps its place."
    )


def test_an_empty_list_leads_on(registered: Person) -> None:
    answer = registered.client.get(SAVED)
    assert "You haven’t saved a column yet." in text(answer)
    assert answer["Cache-Control"] == PRIVATE


@pytest.mark.promise(
    "Saved lists use keyset pagination and cost the same at any length",
    section="saved",
)
def test_the_list_pages_through_every_column_once(
    registered: Person, make_column: MakeColumn
) -> None:
    columns = [make_column(headline=f"River {n:02}") for n in range(45)]
    for column in columns:
        saved(registered, column)
    seen: list[str] = []
    address = SAVED
    while address:
        page = text(registered.client.get(address))
        seen += [column.headline for column in columns if column.headline in page]
        older = page.partition(f'href="{SAVED}?before=')[2].partition('"')[0]
        address = f"{SAVED}?before={older}" if older else ""
    assert sorted(seen) == [column.headline for column in columns]
    for wrong in ("x", "1", "1_2_3"):
        assert registered.client.get(f"{SAVED}?before={wrong}").status_code == 404


@pytest.mark.promise(
    "Lists, saved columns, history and comments neither repeat nor skip entries while others"
    " appear",
    section="columns",
)
@pytest.mark.parametrize("address", [SAVED, "/account/history/"])
def test_what_comes_or_goes_meanwhile_moves_nothing_between_pages(
    registered: Person, make_column: MakeColumn, address: str
) -> None:
    history.turn_on(registered.user, at=NOON)
    kept = saved_columns.of_reader if address == SAVED else history.of_reader
    note = saved_columns.save if address == SAVED else history.record

    def add(number: int) -> Column:
        column = make_column(headline=f"River {number:02}")
        note(registered.user, column.pk, at=NOON - number * HOUR)
        return column

    columns = [add(number) for number in range(1, 22)]
    older = text(registered.client.get(address)).partition("?before=")[2].partition('"')[0]
    add(0)
    kept(registered.user).filter(column__in=[columns[0], columns[19]]).delete()
    page = text(registered.client.get(f"{address}?before={older}"))
    assert re.findall(r"River \d\d(?=</a>)", page) == ["River 21"]


@pytest.mark.promise(
    "Saved lists use keyset pagination and cost the same at any length",
    section="saved",
)
def test_a_list_costs_the_same_however_long(
    registered: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    for number in (1, 20):
        for _ in range(number):
            saved(registered, make_column())
        registered.client.get(SAVED)
        with django_assert_num_queries(
            5
        ):  # session, reader, rows with columns, bylines, the footer's pages
            registered.client.get(SAVED)


@pytest.mark.promise(
    "A withdrawn column stays in lists, history and export without its name",
    section="saved",
)
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_was_taken_down_keeps_its_row_and_loses_its_name(
    state: str, registered: Person, make_column: MakeColumn
) -> None:
    saved_column = saved(registered, make_column())
    Column.objects.update(state=state, headline="The secret draft", slug="secret")
    page = text(registered.client.get(SAVED))
    assert "A column that is not shown here any more" in page
    assert "secret" not in page
    answer = registered.client.post(f"{SAVED}{saved_column.pk}/remove/", {"from": "column"})
    assert answer["Location"] == SAVED
    assert not SavedColumn.objects.exists()


# Privacy


@pytest.mark.promise(
    "Nobody else sees or changes a list, history or feed, and neither does the desk",
    section="saved",
)
def test_nobody_reaches_anothers_list(
    registered: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    saved_column = saved(registered, make_column(headline="The harbour"))
    assert "The harbour" not in text(subscriber.client.get(SAVED))
    assert subscriber.client.post(f"{SAVED}{saved_column.pk}/remove/").status_code == 404
    assert SavedColumn.objects.get() == saved_column


def test_signed_out_nothing_is_shown_or_changed(
    visitor: Person, registered: Person, make_column: MakeColumn
) -> None:
    saved_column = saved(registered, make_column())
    for answer in (
        visitor.client.get(SAVED),
        visitor.client.post(new(saved_column.column)),
        visitor.client.post(f"{SAVED}{saved_column.pk}/remove/"),
    ):
        assert answer["Location"].startswith("/accounts/login/?next=/account/saved/")
    assert SavedColumn.objects.get() == saved_column


def test_looking_at_an_address_that_acts_changes_nothing(
    registered: Person, make_column: MakeColumn
) -> None:
    saved_column = saved(registered, make_column())
    assert registered.client.get(f"{SAVED}{saved_column.pk}/remove/").status_code == 405
    assert SavedColumn.objects.exists()


def test_it_is_in_the_readers_copy_and_goes_with_the_account(
    registered: Person, make_column: MakeColumn
) -> None:
    saved(registered, make_column(headline="The harbour"))
    [row] = registered.client.get("/account/export/").json()["saved_columns"]
    assert row["column__headline"] == "The harbour"
    Column.objects.update(state="draft", headline="The secret draft")
    assert "secret" not in text(registered.client.get("/account/export/"))
    assert "Your saved columns</a>" in text(registered.client.get("/account/"))
    registered.user.delete()
    assert not SavedColumn.objects.exists()


def test_nothing_of_it_stays_in_the_process(registered: Person, make_column: MakeColumn) -> None:
    """Cached pages are shared by all readers."""
    column = make_column(Wall.FREE)
    saved(registered, column)
    registered.reads(column)
    kept = b"".join(vars(caches["local"])["_cache"].values())
    assert b"<!--save-->" in kept
    assert b"Your saved columns" not in kept
