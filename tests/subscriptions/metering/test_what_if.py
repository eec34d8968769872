"""The simulation of other limits, compared with counting by hand and with real reads."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.dates import period_of, preceding
from subscriptions.metering import simulation
from subscriptions.models import FreeRead, MeterMonth, Refusal
from tests.cast import NOON, MakeColumn

pytestmark = pytest.mark.promise(
    "The meter simulation matches a real run, and the command gives the same numbers",
    section="reports",
)


THIS = period_of(NOON)


@pytest.fixture
def month_of_readers(noon: None, make_column: MakeColumn) -> None:
    """Ann wanted 5 (3 read, 2 refused), Bob 3, Eve one (read, then refused again); an account
    wanted 4.
    """
    columns = [make_column() for _ in range(5)]
    for key, read, refused in (
        ("visitor:ann", 3, (3, 4)),
        ("visitor:bob", 3, ()),
        ("visitor:eve", 1, (0,)),
        ("user:1", 4, ()),
    ):
        for slot in range(read):
            FreeRead.objects.create(
                reader_key=key, period=THIS, slot=slot + 1, column=columns[slot], read_at=NOON
            )
        for position in refused:
            Refusal.objects.create(
                reader_key=key, period=THIS, column=columns[position], refused_at=NOON
            )
    MeterMonth.objects.create(
        period=preceding(THIS), kind="anonymous", columns_requested=2, readers=10
    )
    MeterMonth.objects.create(
        period=preceding(THIS), kind="anonymous", columns_requested=7, readers=4
    )


def outcomes(kind: str, months: int) -> list[tuple[int, int]]:
    return [
        (each.stopped, each.readers)
        for each in simulation.simulate(at=NOON, months=months)
        if each.kind == kind
    ]


def test_this_month_by_hand(month_of_readers: None) -> None:
    assert outcomes("anonymous", 1) == [(2, 3), (2, 3), (1, 3), (1, 3), *[(0, 3)] * 6]
    assert outcomes("registered", 1) == [*[(1, 1)] * 3, *[(0, 1)] * 7]


def test_past_months_come_from_their_histogram(month_of_readers: None) -> None:
    assert outcomes("anonymous", 2)[:7] == [
        (16, 17),
        (6, 17),
        (5, 17),
        (5, 17),
        (4, 17),
        (4, 17),
        (0, 17),
    ]


@given(st.lists(st.integers(1, 15), max_size=40), st.integers(1, 10))
def test_it_is_what_playing_it_through_gives(readers: list[int], limit: int) -> None:
    met = 0
    for columns in readers:
        left = limit
        for _ in range(columns):
            if left == 0:
                met += 1
                break
            left -= 1
    assert simulation.stopped(Counter(readers), limit) == met


def test_the_command_tells_the_numbers(month_of_readers: None) -> None:
    out = StringIO()
    call_command("simulate_meter", "--months", "1", stdout=out)
    assert "Without an account   limit  3: 1 of 3 readers (33.3 %)" in out.getvalue()
    table = StringIO()
    call_command("simulate_meter", "--csv", "--months", "1", stdout=table)
    assert "With an account,3,1,1,100.0" in table.getvalue()


@pytest.mark.parametrize("months", ["0", "37", "-1", "three", "", "٣"])
def test_a_bad_number_is_named(db: None, months: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 36"):
        call_command("simulate_meter", "--months", months)


def test_nobody_has_read_yet(noon: None) -> None:
    assert {(each.readers, each.rate) for each in simulation.simulate(at=NOON)} == {(0, 0.0)}
