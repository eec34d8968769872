"""Tests of the front page and of lists: contents and pagination."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Column, Columnist, Series, Topic
from articles.publishing.save import save_column
from tests.articles.fetching import in_order, page_of
from tests.cast import HOUR, NOON, MakeColumn, Person

COLUMN_LINK = re.compile(r'class="headline"[^>]*><a href="/columns/([^/"]+)/"')
OLDER = re.compile(r'href="([^"]+\?before=[^"]+)"')


def walk(client: Client, address: str) -> list[list[str]]:
    """Return the slugs on each page of a list, from the first to the last."""
    pages = []
    while address:
        html = page_of(client, address)
        pages.append(COLUMN_LINK.findall(html))
        onward = OLDER.search(html)
        address = onward[1] if onward else ""
    return pages


def test_the_front_page_leads_with_the_newest(
    visitor: Person, make_column: MakeColumn, ada: Columnist
) -> None:
    for age in range(1, 7):
        make_column(published_at=NOON - age * HOUR, columnists=(ada,), slug=f"age-{age}")
    make_column(published_at=NOON + HOUR, slug="embargoed")
    make_column(expires_at=NOON, slug="expired")
    html = page_of(visitor.client, "/")
    assert COLUMN_LINK.findall(html) == [f"age-{age}" for age in range(1, 7)]
    parts = [
        'class="front-lead',
        'class="front-voices"',
        "The latest",
        "Columnists",
        "Ada Quill",
        'class="footer"',
    ]
    in_order(html, *parts)


@pytest.mark.promise(
    "Queries: column already counted 1, wall 1, first reading 2, signed in at most 4, front page 1",
    section="http",
)
def test_a_kept_front_page_costs_one_statement(
    visitor: Person, make_column: MakeColumn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_column()
    page_of(visitor.client, "/")
    with django_assert_max_num_queries(1):
        page_of(visitor.client, "/")


@pytest.mark.promise("The number of queries does not grow with the archive", section="http")
def test_painting_the_front_page_costs_the_same_whatever_is_on_it(
    visitor: Person,
    make_column: MakeColumn,
    ada: Columnist,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for age in range(1, 20):
        make_column(published_at=NOON - age * HOUR, columnists=(ada,))
    with django_assert_max_num_queries(9):  # two of them only for a new cache version
        page_of(visitor.client, "/")


@pytest.mark.parametrize(
    "address", ["/", "/columns/", "/columnists/", "/columnists/ada-quill/", "/topics/harbours/"]
)
def test_an_empty_list_has_a_way_on(
    visitor: Person, ada: Columnist, harbours: Topic, address: str
) -> None:
    main = page_of(visitor.client, address).split("<main")[1].split("</main>")[0]
    assert "href=" in main
    assert "<li" not in main


@pytest.mark.promise("Lists use keyset pagination and never count", section="columns")
def test_the_archive_pages_through_every_column_once(
    visitor: Person, make_column: MakeColumn
) -> None:
    slugs = [
        make_column(published_at=NOON - (position // 15) * HOUR).slug for position in range(45)
    ]
    pages = walk(visitor.client, "/columns/")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sorted(slug for page in pages for slug in page) == sorted(slugs)


def test_the_archive_reaches_back_as_far_as_it_goes(
    visitor: Person, make_column: MakeColumn
) -> None:
    for year in range(1000, 2000, 20):
        make_column(published_at=NOON.replace(year=year), slug=f"of-{year}")
    pages = walk(visitor.client, "/columns/")
    assert [slug for page in pages for slug in page] == [
        f"of-{year}" for year in range(1980, 999, -20)
    ]


@pytest.mark.parametrize(
    "address", ["/topics/harbours/", "/columnists/ada-quill/", "/series/tides/"]
)
def test_a_list_under_a_name_pages_through_its_columns(
    visitor: Person, make_column: MakeColumn, ada: Columnist, harbours: Topic, address: str
) -> None:
    series = Series.objects.create(name="Tides", slug="tides")
    for age in range(25):
        column = make_column(
            published_at=NOON - age * HOUR, columnists=(ada,), series=series, slug=f"age-{age}"
        )
        column.column_topics.create(topic=harbours, live_from=column.published_at)
    make_column(slug="elsewhere")
    pages = walk(visitor.client, address)
    assert [len(page) for page in pages] == [20, 5]
    assert [slug for page in pages for slug in page] == [f"age-{age}" for age in range(25)]


@pytest.mark.promise(
    "Lists, saved columns, history and comments neither repeat nor skip entries while others"
    " appear",
    section="columns",
)
@pytest.mark.parametrize(
    "address", ["/columns/", "/topics/harbours/", "/columnists/ada-quill/", "/series/tides/"]
)
def test_what_appears_or_goes_meanwhile_moves_nothing_between_pages(
    visitor: Person, make_column: MakeColumn, ada: Columnist, harbours: Topic, address: str
) -> None:
    series = Series.objects.create(name="Tides", slug="tides")

    def publish(age: int) -> Column:
        appears = NOON - age * HOUR
        column = make_column(
            published_at=appears, columnists=(ada,), series=series, slug=f"age-{age}"
        )
        column.column_topics.create(topic=harbours, live_from=appears)
        return column

    columns = [publish(age) for age in range(1, 22)]
    older = OLDER.search(page_of(visitor.client, address))
    assert older is not None
    publish(0)
    assert COLUMN_LINK.findall(page_of(visitor.client, older[1])) == ["age-21"]
    for gone in (columns[0], columns[19]):
        gone.state = Column.State.WITHDRAWN
        save_column(gone, by=None, at=NOON)
    assert COLUMN_LINK.findall(page_of(visitor.client, older[1])) == ["age-21"]


@pytest.mark.parametrize("field", ["state", "expires_at", "published_at"])
def test_a_columnists_list_names_live_columns_only(
    visitor: Person, make_column: MakeColumn, ada: Columnist, field: str
) -> None:
    """Use a bulk update of columns, which leaves `live_from` of the bylines out of date."""
    hidden = make_column(columnists=(ada,))
    values = {"state": "withdrawn", "expires_at": NOON, "published_at": NOON + HOUR}
    Column.objects.filter(pk=hidden.pk).update(**{field: values[field]})
    assert COLUMN_LINK.findall(page_of(visitor.client, "/columnists/ada-quill/")) == []


@pytest.mark.promise("Lists use keyset pagination and never count", section="columns")
def test_a_list_never_counts(
    visitor: Person,
    make_column: MakeColumn,
    ada: Columnist,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for age in range(30):
        make_column(published_at=NOON - age * HOUR, columnists=(ada,))
    with django_assert_max_num_queries(8) as statements:
        page_of(visitor.client, "/columnists/ada-quill/")
    assert not [
        each["sql"] for each in statements.captured_queries if "COUNT(" in each["sql"].upper()
    ]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "0",
        "_",
        "1_",
        "--1_1",
        "-" + "9" * 17 + "_1",
        "1_1_1",
        "1.5_1",
        "١_١",
        "9" * 18 + "_1",
        "1_" + "9" * 19,
        "1" * 5000,
        "%00",
        "1_1%0a",
    ],
)
def test_a_made_up_place_in_a_list_is_not_found(
    visitor: Person, make_column: MakeColumn, cursor: str
) -> None:
    make_column()
    assert visitor.client.get(f"/columns/?before={cursor}").status_code == 404


def test_a_place_before_the_first_column_leads_back(
    visitor: Person, make_column: MakeColumn
) -> None:
    make_column()
    html = page_of(visitor.client, "/columns/?before=1_1")
    assert COLUMN_LINK.findall(html) == []
    assert "There are no older columns." in html


def test_page_numbers_mean_nothing(visitor: Person, make_column: MakeColumn) -> None:
    make_column(slug="only")
    assert COLUMN_LINK.findall(page_of(visitor.client, "/columns/?page=99999999")) == ["only"]


def test_a_list_of_last_month_stays_where_it_was(visitor: Person, make_column: MakeColumn) -> None:
    for age in range(25):
        make_column(published_at=NOON - timedelta(days=1) - age * HOUR)
    older = OLDER.search(page_of(visitor.client, "/columns/"))
    assert older
    before = COLUMN_LINK.findall(page_of(visitor.client, older[1]))
    make_column(slug="new")
    assert COLUMN_LINK.findall(page_of(visitor.client, older[1])) == before
