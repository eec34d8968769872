"""The meter through the site's pages: what is counted, once, and never returned."""

from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.reader import Reader
from accounts.signals import account_closing
from articles.models import Column
from subscriptions.dates import period_of
from subscriptions.metering import meter
from subscriptions.models import FreeRead, MeterPolicy, Refusal
from subscriptions.paywall import rule
from tests.cast import DAY, NETWORK, NOON, MakeColumn, MakeReader, Person, at_a_browser

LAST_WORD = "word5x39"


def is_open(person: Person, column: Column) -> bool:
    return LAST_WORD in person.reads(column).content.decode()


@pytest.fixture
def columns(make_column: MakeColumn) -> list[Column]:
    return [make_column() for _ in range(9)]


@pytest.mark.promise("A visitor reads three free columns, an account five in all", section="meter")
def test_three_without_an_account(visitor: Person, columns: list[Column]) -> None:
    assert [is_open(visitor, column) for column in columns[:5]] == [True, True, True, False, False]
    assert is_open(visitor, columns[0]), "A column that was counted stays open."
    assert FreeRead.objects.count() == 3


@pytest.mark.promise("A visitor reads three free columns, an account five in all", section="meter")
def test_five_with_an_account(registered: Person, columns: list[Column]) -> None:
    assert [is_open(registered, column) for column in columns[:7]] == [True] * 5 + [False] * 2


@pytest.mark.promise(
    "An account has its own meter only after its e-mail address is verified",
    section="meter",
)
def test_an_unverified_account_reads_as_a_visitor(
    unverified: Person, columns: list[Column]
) -> None:
    assert [is_open(unverified, column) for column in columns[:4]] == [True] * 3 + [False]
    assert set(FreeRead.objects.values_list("reader_key", flat=True)) == {
        f"visitor:{unverified.visitor_id}"
    }


@pytest.mark.promise("A visitor reads three free columns, an account five in all", section="meter")
def test_signing_in_is_a_step_up_not_a_second_meter(
    visitor: Person, columns: list[Column], make_reader: MakeReader
) -> None:
    for column in columns[:3]:
        visitor.reads(column)
    visitor.signs_in(make_reader("new"))
    assert "You have 1 free column left this month." in visitor.reads(columns[3]).content.decode()
    assert is_open(visitor, columns[0])
    assert is_open(visitor, columns[4])
    assert not is_open(visitor, columns[5])


def test_the_same_column_counts_once_for_visitor_and_account(
    visitor: Person, columns: list[Column], make_reader: MakeReader
) -> None:
    user = make_reader("both")
    elsewhere = at_a_browser(user)
    for column in columns[:2]:
        elsewhere.reads(column)
        visitor.reads(column)
    visitor.signs_in(user)
    assert FreeRead.objects.filter(reader_key=f"user:{user.pk}").count() == 2


def test_reads_beyond_the_limit_are_copied_and_stay_open(
    visitor: Person, columns: list[Column], make_reader: MakeReader
) -> None:
    user = make_reader("full")
    elsewhere = at_a_browser(user)
    for column in columns[:5]:
        elsewhere.reads(column)
    for column in columns[5:8]:
        visitor.reads(column)
    visitor.signs_in(user)
    assert all(is_open(visitor, column) for column in columns[:8])
    answer = visitor.reads(columns[8]).content.decode()
    assert "You’ve read 8 free columns this month." in answer


@pytest.mark.promise(
    "Signing in and out repeatedly gains no free reads, and parallel sign-ins copy reads without"
    " loss",
    section="meter",
)
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_signing_in_and_out_again_and_again_gains_nothing(
    before: int,
    visitor: Person,
    columns: list[Column],
    make_reader: MakeReader,
    make_column: MakeColumn,
) -> None:
    """A reader with the visitor's cookie from before reads five columns in all, however often."""
    user = make_reader("to-and-fro")
    opened: set[int] = set()
    for column in columns[:before]:
        opened |= {column.pk} if is_open(visitor, column) else set()
    for _ in range(3):
        visitor.signs_in(user)
        opened |= {column.pk for column in columns if is_open(visitor, column)}
        visitor.signs_out()
        opened |= {column.pk for column in columns if is_open(visitor, column)}
    # Without a cookie the browser counts as a newcomer once, like any browser.
    assert len(opened) <= (5 if before else 8)
    assert not is_open(visitor, make_column())


@pytest.mark.promise(
    "Signing out returns reads without naming columns, and reopening a closed account gains"
    " nothing",
    section="meter",
)
def test_after_signing_out_nobody_learns_what_was_read(
    visitor: Person, columns: list[Column], make_reader: MakeReader
) -> None:
    visitor.reads(columns[0])
    visitor.signs_in(make_reader("private"))
    visitor.reads(columns[1])
    visitor.signs_out()
    page = visitor.client.get("/account/reading/").content.decode()
    assert columns[0].headline in page
    assert columns[1].headline not in page
    assert "1 free column left" in page


@pytest.mark.promise(
    "Lowering the limit does not take back columns that were already counted",
    section="meter",
)
def test_a_limit_lowered_takes_nothing_back(visitor: Person, columns: list[Column]) -> None:
    for column in columns[:3]:
        visitor.reads(column)
    MeterPolicy(anonymous=1).save()
    assert is_open(visitor, columns[2])
    assert "You’ve read 3 free columns this month." in visitor.reads(columns[3]).content.decode()


@pytest.mark.promise(
    "A deleted column still counts, an outdated count grants nothing, and limit 0 and a raised"
    " limit work",
    section="meter",
)
def test_no_free_columns_at_all(visitor: Person, registered: Person, columns: list[Column]) -> None:
    MeterPolicy(anonymous=0, registered=0).save()
    for person in (visitor, registered):
        page = person.reads(columns[0]).content.decode()
        assert "This column is for subscribers." in page
        assert "return on" not in page
    assert not FreeRead.objects.exists()


@pytest.mark.promise(
    "A deleted column still counts, an outdated count grants nothing, and limit 0 and a raised"
    " limit work",
    section="meter",
)
def test_a_count_that_has_grown_old_grants_nothing(columns: list[Column]) -> None:
    """The rows at the time of spending decide, not an earlier count."""
    period = period_of(NOON)
    for slot, column in enumerate(columns[:3], start=1):
        FreeRead.objects.create(
            reader_key="visitor:x", period=period, slot=slot, column=column, read_at=NOON
        )
    old = meter.MeterState(limit=3, read=2, counted=False, period=period)
    after = meter.spend("visitor:x", columns[3].pk, old, at=NOON)
    assert (after.counted, after.read, after.left) == (False, 3, 0)
    again = meter.spend("visitor:x", columns[0].pk, old, at=NOON)
    assert (again.counted, again.read) == (True, 3)
    assert FreeRead.objects.count() == 3


@pytest.mark.promise(
    "A deleted column still counts, an outdated count grants nothing, and limit 0 and a raised"
    " limit work",
    section="meter",
)
def test_a_raised_limit_counts_on(visitor: Person, columns: list[Column]) -> None:
    for column in columns[:4]:
        visitor.reads(column)
    MeterPolicy(anonymous=4).save()
    assert is_open(visitor, columns[3])
    assert not is_open(visitor, columns[4])


@pytest.mark.promise(
    "A deleted column still counts, an outdated count grants nothing, and limit 0 and a raised"
    " limit work",
    section="meter",
)
def test_a_deleted_column_keeps_its_slot(visitor: Person, columns: list[Column]) -> None:
    for column in columns[:3]:
        visitor.reads(column)
    columns[0].delete()
    assert not is_open(visitor, columns[3])


@pytest.mark.promise("A refusal is recorded once for each reader", section="meter")
def test_a_refusal_is_noted_once_for_a_known_reader(visitor: Person, columns: list[Column]) -> None:
    for column in [*columns[:5], columns[3], columns[4]]:
        visitor.reads(column)
    assert list(Refusal.objects.values_list("column_id", flat=True)) == [
        columns[3].pk,
        columns[4].pk,
    ]


def test_a_refusal_is_noted_once_in_each_month(noon: Any, make_column: MakeColumn) -> None:
    MeterPolicy(anonymous=0).save()
    column, reader = (
        make_column(published_at=NOON - 40 * DAY),
        Reader(visitor_id="known", network=NETWORK),
    )
    for at in (NOON, NOON - 30 * DAY):
        rule.admit(column, reader, at=at)
    assert set(Refusal.objects.values_list("period", flat=True)) == {
        date(2026, 11, 1),
        date(2026, 10, 1),
    }
    with CaptureQueriesContext(connection) as queries:
        assert not rule.admit(column, reader, at=NOON).granted
    assert not [query for query in queries if "INSERT" in query["sql"]], (
        "What is noted is not written again."
    )


def test_a_closed_account_leaves_no_names_of_columns(
    registered: Person, columns: list[Column]
) -> None:
    for column in columns[:6]:
        registered.reads(column)
    request = registered.client.get("/health/live").wsgi_request
    account_closing.send(sender=None, user=registered.user, request=request)
    assert not FreeRead.objects.exclude(column=None).exists()
    assert not Refusal.objects.exists()


def test_closing_an_account_gives_nothing_back(
    visitor: Person, columns: list[Column], make_reader: MakeReader
) -> None:
    user = make_reader("leaving")
    visitor.reads(columns[0])
    visitor.signs_in(user)
    for column in columns[1:5]:
        visitor.reads(column)
    request = visitor.client.get("/health/live").wsgi_request
    account_closing.send(sender=None, user=user, request=request)
    visitor.client.cookies.pop("sessionid")
    assert not is_open(visitor, columns[5])
    assert not FreeRead.objects.filter(reader_key=f"user:{user.pk}").exclude(column=None).exists()


@pytest.mark.promise(
    "Signing out returns reads without naming columns, and reopening a closed account gains"
    " nothing",
    section="meter",
)
def test_an_account_opened_again_begins_where_a_visitor_ends(
    visitor: Person, columns: list[Column], make_reader: MakeReader
) -> None:
    test_closing_an_account_gives_nothing_back(visitor, columns, make_reader)
    visitor.signs_in(make_reader("returning"))
    opened = [column for column in columns[5:] if is_open(visitor, column)]
    assert len(opened) == 2  # five in all, three of them read before


@pytest.mark.promise(
    "An account has its own meter only after its e-mail address is verified",
    section="meter",
)
def test_a_verified_address_brings_the_visitors_reads(
    unverified: Person, columns: list[Column]
) -> None:
    for column in columns[:3]:
        unverified.reads(column)
    address = EmailAddress.objects.get(user=unverified.user)
    address.verified = True
    address.save()
    request = unverified.client.get("/about/").wsgi_request
    email_confirmed.send(sender=EmailAddress, request=request, email_address=address)
    assert (
        "You have 1 free column left this month." in unverified.reads(columns[3]).content.decode()
    )


def test_visitors_from_one_network_have_a_meter_each(
    columns: list[Column], visitor: Person
) -> None:
    for column in columns[:4]:
        visitor.reads(column)
    neighbour = Person(Client(REMOTE_ADDR=NETWORK))
    assert is_open(neighbour, columns[3])
