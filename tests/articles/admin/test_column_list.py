"""Tests of the column list at the desk: filters, search, and a constant cost for long lists."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from articles.admin.paging import MOST_COUNTED
from articles.models import Column, Columnist, Series, Source, Topic
from articles.publishing.save import save_column
from articles.search import index
from tests.cast import DAY, NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The list of columns filters and searches by index, costs the same at any length, and never"
        " counts everything",
        section="desk",
    ),
]

State = Column.State
LIST = reverse("admin:articles_column_changelist")


def listed(person: Person, **asked: Any) -> list[str]:
    answer = person.client.get(LIST, asked)
    assert answer.status_code == 200, answer.headers.get("Location")
    return [column.headline for column in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("draft", ["Begun"]),
        ("in-review", ["Waits"]),
        ("approved", ["Ready"]),
        ("scheduled", ["Next", "Comes"]),
        ("live", ["Appeared", "Before that"]),
        ("expired", ["Ran out"]),
        ("withdrawn", ["Taken back"]),
    ],
)
def test_narrowed_by_where_it_stands(
    editor: Person, make_column: MakeColumn, status: str, found: list[str]
) -> None:
    for name, state in (
        ("Begun", State.DRAFT),
        ("Waits", State.IN_REVIEW),
        ("Ready", State.APPROVED),
    ):
        make_column(headline=name, state=state, published_at=None)
    make_column(headline="Comes", published_at=NOON + 2 * DAY)
    make_column(headline="Next", published_at=NOON + DAY)
    make_column(headline="Appeared", published_at=NOON)
    make_column(headline="Before that", published_at=NOON - DAY)
    make_column(headline="Ran out", published_at=NOON - DAY, expires_at=NOON)
    make_column(headline="Taken back", state=State.WITHDRAWN, published_at=NOON - DAY)
    assert listed(editor, status=status) == found


def test_narrowed_by_names_and_wall(
    editor: Person, make_column: MakeColumn, ada: Columnist, harbours: Topic
) -> None:
    series = Series.objects.create(name="Tides", slug="tides")
    agency = Source.objects.create(name="Coast Wire")
    make_column("free", headline="One", columnists=(ada,), series=series, source=agency)
    column = make_column(headline="Two", columnists=(ada,))
    save_column(column, topics=[harbours], by=None, at=NOON)
    make_column("subscribers", headline="Three")
    assert listed(editor, columnist=ada.pk) == ["Two", "One"]
    assert listed(editor, topic=harbours.pk) == ["Two"]
    assert listed(editor, series=series.pk) == ["One"]
    assert listed(editor, source=agency.pk) == ["One"]
    assert listed(editor, wall="subscribers") == ["Three"]
    assert listed(editor, wall="metered", columnist=ada.pk, topic=harbours.pk, status="live") == [
        "Two"
    ]


def test_a_period_is_in_days_of_the_sites_zone(
    settings: LazySettings, editor: Person, make_column: MakeColumn
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    make_column(headline="Before midnight", published_at=datetime(2026, 10, 24, 21, 59, tzinfo=UTC))
    make_column(headline="At midnight", published_at=datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    make_column(headline="Last minute", published_at=datetime(2026, 10, 25, 22, 59, tzinfo=UTC))
    make_column(headline="The next day", published_at=datetime(2026, 10, 25, 23, 0, tzinfo=UTC))
    assert listed(editor, since="2026-10-25", until="2026-10-25") == ["Last minute", "At midnight"]
    assert listed(editor, until="2026-10-24") == ["Before midnight"]


@pytest.mark.parametrize(
    "asked", ["harb", "HARBOUR", "zoe", "Zoë Quill harbour", "on-harbours", "harbours-7 quill"]
)
def test_found_by_words_of_headline_address_and_columnist(
    editor: Person, make_column: MakeColumn, asked: str
) -> None:
    zoe = Columnist.objects.create(name="Zoë Quill", slug="zoe")
    make_column(
        headline="On harbours",
        slug="on-harbours-7",
        columnists=(zoe,),
        state=State.DRAFT,
        published_at=None,
    )
    make_column(headline="On rivers", body="<p>The harbour of Zoë Quill.</p>" * 4)
    assert listed(editor, q=asked) == ["On harbours"]


def test_a_search_follows_saves_renames_and_deletions(
    editor: Person, make_column: MakeColumn, ada: Columnist
) -> None:
    column = make_column(headline="First", state=State.DRAFT, published_at=None, columnists=(ada,))
    column.headline = "Second"
    save_column(column, by=None, at=NOON)
    assert (listed(editor, q="first"), listed(editor, q="second")) == ([], ["Second"])
    ada.name = "Ada Brook"
    ada.save()
    assert (listed(editor, q="quill"), listed(editor, q="brook")) == ([], ["Second"])
    column.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search_desk")
        assert cursor.fetchone() == (0,)


def test_the_index_is_built_anew_by_the_command(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="Before", state=State.DRAFT, published_at=None)
    Column.objects.filter(pk=column.pk).update(headline="Past the desk")
    index.reindex_all(at=NOON)
    assert listed(editor, q="past desk") == ["Past the desk"]


def test_a_columnist_finds_own_columns_only(columnist: Person, make_column: MakeColumn) -> None:
    own = Columnist.objects.get(user=columnist.user)
    make_column(headline="Mine of harbours", columnists=(own,))
    make_column(headline="Theirs of harbours")
    assert listed(columnist, q="harbours") == ["Mine of harbours"]
    assert listed(columnist, status="live") == ["Mine of harbours"]


CRAFTED = [
    "status=x",
    "wall=x",
    "topic=x",
    "topic=99999999999999999999999",
    "columnist=1%27",
    "series=-1",
    "source=1&source=x",
    "since=x",
    "since=2026-02-30",
    "until=9999-12-31",
    "since=0001-01-01",
    "since=٢٠٢٦-١١-١٨",
    "headline__regex=(",
    "o=zzz",
    "o=99.-99.x",
    "o=-99999999999999999999",
    "p=x",
    "p=-1",
    "p=0",
    "p=99999999999999999999999",
    f"p={'9' * 5000}",
    f"q={quote(chr(0))}",
    f"status={quote(chr(0))}",
    "q=%22+OR+NEAR%28+*+%5E+-",
    f"q={quote('(' * 2000)}",
    f"q={'word+' * 500}",
    "all=",
    "_to_field=zzz",
    "_popup=1&_to_field=id",
    "bylines__columnist__user__password__startswith=a",
    "published_at__gte=x",
    "published_at__date=99999-01-01",
    "id__in=1,x",
    "pk__range=1",
    "published_at__week_day=99999999999999999999",
    "published_at__hour=x",
    "published_at__time=x",
    "published_at__month__gt=99999999999999999999",
    "headline__in=" + "x," * 3000,
    "version__lt=99999999999999999999",
    "state__isnull=x",
    "no__such__thing=1",
]


@pytest.mark.promise("No crafted filter breaks a list of columns, names or photos", section="desk")
@pytest.mark.parametrize(
    "name", ["column", "columnist", "topic", "series", "source", "photo", "page"]
)
def test_no_crafted_query_breaks_a_list(editor: Person, name: str) -> None:
    for query in CRAFTED:
        answer = editor.client.get(f"/admin/articles/{name}/?{query}", follow=True)
        assert answer.status_code in {200, 400}, query


@pytest.mark.parametrize("term", ["%00", "(" * 50, "%22", "*"])
def test_no_crafted_word_breaks_the_choice_of_a_column(editor: Person, term: str) -> None:
    query = f"?term={term}&app_label=articles&model_name=relatedcolumn&field_name=other"
    assert editor.client.get(f"/admin/autocomplete/{query}", follow=True).status_code in {
        200,
        400,
        403,
    }


@pytest.mark.parametrize(
    "query", ["", "?status=live", "?q=column", "?wall=metered&columnist=1", "?since=2026-01-01"]
)
def test_a_list_costs_the_same_however_long(
    editor: Person, make_column: MakeColumn, query: str
) -> None:
    ada = Columnist.objects.create(pk=1, name="Ada Column", slug="ada")
    costs = []
    for number in (5, 50):
        for _ in range(number):
            make_column(columnists=(ada,))
        editor.client.get(LIST + query)
        with CaptureQueriesContext(connection) as statements:
            assert editor.client.get(LIST + query).status_code == 200
        costs.append(len(statements))
        counts = [each["sql"] for each in statements if "COUNT(" in each["sql"].upper()]
        assert all(f"LIMIT {MOST_COUNTED}" in sql for sql in counts), "a full count"
    assert costs[0] == costs[1]
    assert costs[0] <= 12


def test_the_list_leads_to_the_calendar_and_says_where_columns_stand(
    editor: Person, make_column: MakeColumn
) -> None:
    make_column(published_at=NOON + DAY)
    page = editor.client.get(LIST).content.decode()
    assert reverse("admin:articles_column_calendar") in page
    assert "Scheduled</td>" in page


def test_an_empty_list_says_so(editor: Person) -> None:
    assert "No column matches." in editor.client.get(LIST, {"status": "draft"}).content.decode()


def test_the_way_back_is_called_as_on_every_page_of_the_desk(editor: Person) -> None:
    page = editor.client.get(LIST).content.decode()
    url = page.partition('class="breadcrumbs">')[2].partition("</div>")[0]
    assert strip_tags(url) == "Desk › Columns"


@pytest.fixture
def dated_in_another_order(make_column: MakeColumn) -> None:
    """Create columns whose dates are in another order than their primary keys."""
    make_column(headline="Old", published_at=NOON - 2 * DAY)
    make_column(headline="To come", published_at=NOON + DAY)
    make_column(headline="Draft", state=State.DRAFT, published_at=None)
    make_column(headline="New", published_at=NOON)


def arrow(page: str) -> tuple[str, str]:
    """Return how the heading "Appears" shows the sort order, and the order that a click on it
    requests.
    """
    cell = page.partition("column-appears")[2].partition("</th>")[0]
    classes, _, rest = cell.partition(">")
    query = rest.partition('class="text"')[2].partition('href="')[2].partition('"')[0]
    return classes.strip(' "').partition(" ")[2], unquote(query).replace("&amp;", "&")


@pytest.mark.promise("The list of columns is sorted as its arrow shows", section="desk")
@pytest.mark.usefixtures("dated_in_another_order")
def test_the_list_is_sorted_as_its_arrow_says(editor: Person) -> None:
    newest = ["Draft", "To come", "New", "Old"]
    assert listed(editor) == newest
    state, click = arrow(editor.client.get(LIST).content.decode())
    assert state == "descending"
    answer = editor.client.get(LIST + click)
    assert [column.headline for column in answer.context["cl"].result_list] == newest[::-1]
    state, click = arrow(answer.content.decode())
    assert state == "ascending"
    again = editor.client.get(LIST + click)
    assert [column.headline for column in again.context["cl"].result_list] == newest


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ("?status=scheduled", "ascending"),
        ("?status=live", "descending"),
        ("?status=expired", ""),  # sorted by expiry, which has no heading
        ("?since=2026-01-01", "descending"),
        ("?o=1", ""),
        ("?o=5", "ascending"),
    ],
)
def test_the_arrow_stands_where_the_order_comes_from(
    editor: Person, make_column: MakeColumn, query: str, state: str
) -> None:
    make_column(published_at=NOON)
    make_column(published_at=NOON + DAY)
    make_column(published_at=NOON - DAY, expires_at=NOON)
    assert arrow(editor.client.get(LIST + query).content.decode())[0] == state


@pytest.mark.parametrize("asked", [{}, {"wall": "metered"}, {"o": "4"}, {"status": "draft"}])
def test_the_first_page_is_read_from_an_index(
    editor: Person, make_column: MakeColumn, asked: dict[str, str]
) -> None:
    make_column()
    if connection.vendor == "sqlite":
        with CaptureQueriesContext(connection) as statements:
            editor.client.get(LIST, asked)
        (page,) = [
            each["sql"]
            for each in statements
            if "ORDER BY" in each["sql"] and '"headline"' in each["sql"]
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {page}")
            plan = " / ".join(row[3] for row in cursor.fetchall())
        assert "USING INDEX column_" in plan, plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
