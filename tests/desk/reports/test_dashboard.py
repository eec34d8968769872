"""What the desk learns, on its first screen and behind it: numbers, and who may see them."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Column, ColumnDailyStat, Columnist
from articles.publishing.save import save_column
from desk.reports import statistics
from subscriptions.dates import period_of
from subscriptions.models import FreeRead, MeterMonth, Purchase, Refusal
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person

pytestmark = pytest.mark.promise(
    "A columnist sees numbers of own columns only; sales need the permission for subscriptions",
    section="reports",
)


def days(column: Column, *, back: int = 0, **numbers: int) -> None:
    for kind, number in numbers.items():
        day = (NOON - back * DAY).date()
        ColumnDailyStat.objects.create(
            column=column, day=day, kind=kind.replace("_", "-"), number=number
        )


def sold(column: Column, user: Any, **fields: Any) -> None:
    paid = {
        "state": Purchase.State.PAID,
        "paid_at": NOON,
        "kind": Purchase.Kind.SUBSCRIPTION,
        **fields,
    }
    path = column.get_absolute_url()
    Purchase.objects.create(
        user=user, amount=399, currency="USD", next_path=path, terms_shown_at=NOON, **paid
    )


@pytest.fixture
def ports(make_column: MakeColumn) -> Column:
    return make_column(headline="On ports")


def test_readings_a_day(ports: Column) -> None:
    days(ports, free=3, metered=2, wall=4)
    days(ports, back=29, gift=7)
    days(ports, back=30, free=100)
    found = statistics.days(None, at=NOON)
    assert len(found) == 30
    assert (found[-1].readings, found[-1].walls, found[0].readings) == (5, 4, 7)


@pytest.mark.promise(
    "Reports show which column brought accounts and subscriptions, also after its URL changed",
    section="reports",
)
def test_which_column_converts(
    ports: Column, make_column: MakeColumn, make_reader: MakeReader
) -> None:
    met, other = make_column(headline="Met"), make_column(headline="Read only")
    days(ports, metered=10, wall=2, sign_up=1)
    days(met, wall=90)
    days(other, free=500)
    sold(ports, make_reader("ann"))
    sold(ports, make_reader("bob"), state=Purchase.State.OPEN, paid_at=None)
    sold(ports, make_reader("eve"), paid_at=NOON - 40 * DAY)
    found = statistics.conversions(None, at=NOON)
    rows = [
        (each.column.headline, each.readings, each.walls, each.sign_ups, each.subscriptions)
        for each in found
    ]
    assert rows == [("On ports", 10, 2, 1, 1), ("Met", 0, 90, 0, 0)]


@pytest.mark.promise(
    "Reports show which column brought accounts and subscriptions, also after its URL changed",
    section="reports",
)
def test_sales_follow_a_column_to_its_new_slug(
    ports: Column, make_column: MakeColumn, make_reader: MakeReader
) -> None:
    for each in [make_column(headline=f"Sold {n}") for n in range(3)]:
        sold(each, make_reader(f"buyer-of-{each.pk}"))
    sold(ports, make_reader("ann"))
    sold(ports, make_reader("bob"))
    ports.slug = "on-harbours"
    save_column(ports, by=None, at=NOON)
    best = statistics.conversions(None, at=NOON)[0]
    assert (best.column, best.subscriptions) == (ports, 2)


def test_a_column_without_a_wall_may_sell_too(
    make_column: MakeColumn, make_reader: MakeReader
) -> None:
    column = make_column("free")
    sold(column, make_reader("ann"))
    assert [each.subscriptions for each in statistics.conversions(None, at=NOON)] == [1]


@pytest.mark.promise(
    "The stop rate counts readers, not readings, and editors see it",
    section="reports",
)
def test_the_stop_rate_is_of_readers_not_of_readings(ports: Column) -> None:
    period = period_of(NOON)
    for key, refused in (
        ("visitor:a", True),
        ("visitor:b", False),
        ("user:1", False),
        ("visitor:c", True),
    ):
        if key != "visitor:c":
            FreeRead.objects.create(
                reader_key=key, period=period, slot=1, column=ports, read_at=NOON
            )
        if refused:
            Refusal.objects.create(reader_key=key, period=period, column=ports, refused_at=NOON)
    rate = statistics.stop_rate(at=NOON)
    assert (rate.readers, rate.stopped, rate.rate) == (4, 2, 50.0)


def test_a_columnist_learns_of_the_own_columns_only(
    columnist: Person, ports: Column, make_column: MakeColumn
) -> None:
    own = make_column(headline="Mine", columnists=(Columnist.objects.get(user=columnist.user),))
    days(ports, metered=1000, wall=1000)
    days(own, metered=3, wall=2)
    screen = columnist.client.get("/admin/")
    assert screen.context["days"][0].readings == 3
    assert [each.column for each in screen.context["converting"]] == [own]
    assert "On ports" not in screen.content.decode()
    assert columnist.client.get(reverse("admin:learning")).status_code == 403


@pytest.mark.parametrize(
    ("who", "learning", "what_if"),
    [
        ("editor", 200, 403),
        ("publisher", 200, 200),
        ("moderator", 200, 403),
        ("subscriber", 302, 302),
    ],
)
def test_who_learns_what(
    who: str, learning: int, what_if: int, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.get(reverse("admin:learning"), {"days": "90"}).status_code == learning
    assert person.client.get(reverse("admin:what-if")).status_code == what_if


def test_only_who_may_see_subscriptions_sees_their_number(
    publisher: Person, editor: Person
) -> None:
    assert "New subscribers" in publisher.client.get("/admin/").content.decode()
    assert "New subscribers" not in editor.client.get("/admin/").content.decode()


@pytest.mark.promise("Every chart states its numbers and has a table", section="reports")
def test_every_chart_has_its_table_and_says_what_it_shows(editor: Person, ports: Column) -> None:
    days(ports, free=1234)
    page = editor.client.get(reverse("admin:learning")).content.decode()
    assert 'aria-label="Readings a day. The table below has the numbers."' in page
    assert page.count("1,234") == 2
    assert "18 November 2026" in page


@pytest.mark.promise(
    "The stop rate counts readers, not readings, and editors see it",
    section="reports",
)
def test_an_editor_learns_the_stop_rate_and_who_met_the_wall(editor: Person, ports: Column) -> None:
    period = period_of(NOON)
    Refusal.objects.create(reader_key="visitor:a", period=period, column=ports, refused_at=NOON)
    page = editor.client.get("/admin/").content.decode()
    assert "Stop rate this month" in page
    assert "100.0 %" in page
    assert "Readers who saw the paywall, a day" in page
    assert " Nov</text>" in page


def test_the_months_of_the_what_if_are_chosen(publisher: Person) -> None:
    for back, readers in ((0, 10), (2, 90), (5, 900)):
        MeterMonth.objects.create(
            period=period_of(NOON - back * 30 * DAY),
            kind="anonymous",
            columns_requested=4,
            readers=readers,
        )
    what_if = reverse("admin:what-if")
    messages = {
        months: publisher.client.get(what_if, {"months": months}).context["kinds"][0]["readers"]
        for months in ("1", "3", "6", "12", "7", "soon")
    }
    assert messages == {"1": 10, "3": 100, "6": 1000, "12": 1000, "7": 100, "soon": 100}


def test_the_start_page_makes_a_constant_number_of_queries(
    publisher: Person, make_column: MakeColumn, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        days(make_column(), free=1, wall=1)
    with django_assert_max_num_queries(45):
        publisher.client.get("/admin/")


def test_unsaved_work_is_listed_on_the_start_page(editor: Person, ports: Column) -> None:
    editor.user.autosaves.create(
        form="a-word-of-its-own-1", column=ports, form_data={}, saved_at=NOON
    )
    assert "?copy=a-word-of-its-own-1" in editor.client.get("/admin/").content.decode()
