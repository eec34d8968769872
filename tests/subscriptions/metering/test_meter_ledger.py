"""The meter's rows: which slots are taken at sign-in and sign-out, and whose rows count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Column
from subscriptions.metering import meter
from subscriptions.metering.meter import MeterState
from subscriptions.models import FreeRead, MeterPolicy
from tests.cast import DAY, NOON, MakeColumn

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)
ACCOUNT, VISITOR = "user:7", "visitor:v"
Row = tuple[int, int | None]


@pytest.fixture
def columns(make_column: MakeColumn) -> list[Column]:
    return [make_column() for _ in range(6)]


def read(key: str, slot: int, column: Column | None, period: date = NOVEMBER) -> None:
    FreeRead.objects.create(reader_key=key, period=period, slot=slot, column=column, read_at=NOON)


def rows(key: str, period: date = NOVEMBER) -> list[Row]:
    free_reads = FreeRead.objects.filter(reader_key=key, period=period).order_by("slot")
    return list(free_reads.values_list("slot", "column_id"))


def sign_in() -> None:
    meter.copy_to_account(reader_number=7, visitor_id="v", period=NOVEMBER)


def sign_out(limit: int = 3) -> None:
    meter.copy_to_visitor(
        reader_number=7, visitor_id="v", period=NOVEMBER, limit=limit, at=NOON + DAY
    )


def test_the_loser_of_a_slot_counts_its_own_rows_of_this_period_only(columns: list[Column]) -> None:
    """The earlier count is stale: another tab took the first slot."""
    read(VISITOR, 1, columns[5])
    read(VISITOR, 2, columns[4])
    read("visitor:other", 1, columns[2])
    read(VISITOR, 1, columns[3], OCTOBER)
    stale = MeterState(limit=2, read=0, counted=False, period=NOVEMBER)
    for column, counted in (
        (columns[5], True),
        (columns[0], False),
        (columns[2], False),
        (columns[3], False),
    ):
        after = meter.spend(VISITOR, column.pk, stale, at=NOON)
        assert (after.read, after.counted) == (2, counted)
    assert rows(VISITOR) == [(1, columns[5].pk), (2, columns[4].pk)]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_one_statement_spends_a_read_up_to_the_limit(limit: int, columns: list[Column]) -> None:
    state = MeterState(limit=limit, read=0, counted=False, period=NOVEMBER)
    for number, column in enumerate(columns[:limit], start=1):
        with CaptureQueriesContext(connection) as queries:
            after = meter.spend(VISITOR, column.pk, state, at=NOON)
        assert len(queries) == 1
        assert after == MeterState(limit=limit, read=number, counted=True, period=NOVEMBER)
        state = replace(after, counted=False)
    assert rows(VISITOR) == [
        (slot, column.pk) for slot, column in enumerate(columns[:limit], start=1)
    ]


@pytest.mark.parametrize(("read", "counted"), [(1, True), (2, True), (2, False), (3, False)])
def test_no_statement_where_nothing_is_to_spend(
    read: int, counted: bool, columns: list[Column]
) -> None:
    state = MeterState(limit=2, read=read, counted=counted, period=NOVEMBER)
    with CaptureQueriesContext(connection) as queries:
        assert meter.spend(VISITOR, columns[0].pk, state, at=NOON) == state
    assert len(queries) == 0


@pytest.mark.parametrize(
    ("limit", "read", "registered", "more"),
    [
        (3, 0, 5, 5),
        (3, 3, 5, 5),
        (3, 4, 5, 5),
        (3, 5, 5, 0),
        (3, 6, 5, 0),
        (5, 5, 5, 0),
        (3, 0, 3, 0),
        (0, 0, 0, 0),
    ],
)
def test_an_account_is_offered_only_where_it_opens_more(
    limit: int, read: int, registered: int, more: int
) -> None:
    state = MeterState(limit=limit, read=read, counted=False, period=NOVEMBER)
    assert meter.more_with_account(state, MeterPolicy(registered=registered)) == more


def test_signing_in_copies_to_the_next_slots(columns: list[Column]) -> None:
    read(ACCOUNT, 1, columns[0])
    read(ACCOUNT, 1, columns[2], OCTOBER)
    for slot, column in enumerate((columns[1], columns[2], columns[0]), start=1):
        read(VISITOR, slot, column)
    sign_in()
    assert rows(ACCOUNT) == [(1, columns[0].pk), (2, columns[1].pk), (3, columns[2].pk)]
    assert len(rows(VISITOR)) == 3
    assert FreeRead.objects.filter(reader_key=ACCOUNT, read_at=NOON).count() == 4
    sign_in()
    assert len(rows(ACCOUNT)) == 3


def test_signing_in_copies_to_an_account_that_has_read_nothing(columns: list[Column]) -> None:
    read(VISITOR, 1, columns[0])
    sign_in()
    assert rows(ACCOUNT) == [(1, columns[0].pk)]


def test_reads_without_a_column_fill_the_accounts_free_slots(columns: list[Column]) -> None:
    for slot in (1, 2, 3):
        read(VISITOR, slot, None)
    read(ACCOUNT, 2, columns[0])
    sign_in()
    assert rows(ACCOUNT) == [(1, None), (2, columns[0].pk), (3, None)]
    sign_in()
    assert len(rows(ACCOUNT)) == 3


def test_a_gap_in_the_accounts_slots_is_filled_and_nothing_more(columns: list[Column]) -> None:
    for slot in (1, 2, 3):
        read(VISITOR, slot, None)
    read(ACCOUNT, 4, columns[0])
    sign_in()
    assert rows(ACCOUNT) == [(1, None), (2, None), (4, columns[0].pk)]


def test_one_read_without_a_column_is_one_of_the_accounts() -> None:
    read(VISITOR, 1, None)
    sign_in()
    assert rows(ACCOUNT) == [(1, None)]


def test_signing_out_fills_the_visitors_free_slots(columns: list[Column]) -> None:
    for slot in (1, 2, 3, 4):
        read(ACCOUNT, slot, columns[slot])
    read(VISITOR, 2, columns[0])
    sign_out()
    assert rows(VISITOR) == [(1, None), (2, columns[0].pk), (3, None)]
    sign_out()
    assert len(rows(VISITOR)) == 3


@pytest.mark.parametrize(
    ("account", "visitor", "after"),
    [(1, 0, 1), (1, 2, 2), (2, 1, 2), (1, 1, 1), (0, 0, 0), (5, 0, 3)],
)
def test_signing_out_gives_the_visitor_as_many_as_the_account_has(
    account: int, visitor: int, after: int, columns: list[Column]
) -> None:
    for slot in range(1, account + 1):
        read(ACCOUNT, slot, columns[slot])
    for slot in range(2, visitor + 2):  # the first slot is free
        read(VISITOR, slot, columns[slot])
    sign_out()
    assert len(rows(VISITOR)) == after
    assert min((slot for slot, _ in rows(VISITOR)), default=1) == (
        1 if account > visitor or not visitor else 2
    )


@pytest.mark.parametrize("beside", ["user:8", "visitor:w"])
def test_other_readers_are_not_counted(beside: str, columns: list[Column]) -> None:
    read(beside, 1, columns[0])
    read(beside, 2, None)
    sign_in()
    sign_out()
    assert rows(ACCOUNT) == rows(VISITOR) == []


@pytest.mark.parametrize("read_by_name", [True, False])
@pytest.mark.parametrize(("key", "act"), [(ACCOUNT, sign_in), (VISITOR, sign_out)])
def test_a_row_that_comes_at_the_same_moment_does_no_harm(
    key: str,
    act: Callable[[], None],
    read_by_name: bool,
    columns: list[Column],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another tab takes the slot between read and write: neither fails, and there is one row."""
    insert = FreeRead.objects.bulk_create

    def lose_the_race(reads: list[FreeRead], **options: Any) -> list[FreeRead]:
        if reads:
            monkeypatch.setattr(FreeRead.objects, "bulk_create", insert)
            read(key, reads[0].slot, columns[5])
        return insert(reads, **options)

    read(VISITOR if key == ACCOUNT else ACCOUNT, 1, columns[0] if read_by_name else None)
    monkeypatch.setattr(FreeRead.objects, "bulk_create", lose_the_race)
    act()
    assert (1, columns[5].pk) in rows(key)
