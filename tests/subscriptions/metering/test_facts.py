"""The paywall's facts from the database: the same for one column and for several, and only of this
reader.
"""

from dataclasses import replace
from datetime import date

from accounts.reader import Reader
from subscriptions.dates import period_of
from subscriptions.metering import reader_state
from subscriptions.metering.reader_state import Facts
from subscriptions.models import FreeRead, Refusal
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, NOON, MakeColumn, Person, entitle

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def count(reader: Reader, pk: int, slot: int, period: date = NOVEMBER) -> None:
    FreeRead.objects.create(
        reader_key=reader.key or "", column_id=pk, slot=slot, period=period, read_at=NOON
    )


def test_facts_of_several_columns_are_those_of_each(
    registered: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    read, refused, other = (make_column().pk for _ in range(3))
    reader = registered.reader
    count(reader, read, 1)
    count(reader, other, 1, OCTOBER)
    count(subscriber.reader, other, 1)
    Refusal.objects.create(
        reader_key=reader.key or "", column_id=refused, period=NOVEMBER, refused_at=NOON
    )
    nothing = Facts(
        reader.key,
        registered.user.pk,
        NOVEMBER,
        entitled=False,
        counted=False,
        read=1,
        refusal_saved=False,
    )
    expected = {
        read: replace(nothing, counted=True),
        refused: replace(nothing, refusal_saved=True),
        other: nothing,
    }
    assert (
        reader_state.fetch_all([read, refused, other], reader, period=NOVEMBER, at=NOON) == expected
    )
    for pk, facts in expected.items():
        assert reader_state.fetch(pk, reader, period=NOVEMBER, at=NOON) == facts
    assert reader_state.fetch_all([other], reader, period=OCTOBER, at=NOON)[other].counted
    assert reader_state.fetch_all([], reader, period=NOVEMBER, at=NOON) == {}


def test_an_entitlement_counts_from_its_start_up_to_its_end(
    registered: Person, make_column: MakeColumn
) -> None:
    entitle(registered.user, since=DAY, until=DAY)
    pk, reader = make_column().pk, registered.reader
    for at, entitled in (
        (NOON - 2 * DAY, False),
        (NOON - DAY, True),
        (NOON, True),
        (NOON + DAY, False),
    ):
        period = period_of(at)
        assert reader_state.fetch(pk, reader, period=period, at=at).entitled is entitled
        assert reader_state.fetch_all([pk], reader, period=period, at=at)[pk].entitled is entitled
        assert not reader_state.fetch(pk, Reader(visitor_id="v"), period=period, at=at).entitled


def test_facts_are_about_one_reader_in_one_period(registered: Person, subscriber: Person) -> None:
    reader = registered.reader
    known = Facts(reader.key, registered.user.pk, NOVEMBER)
    assert known.are_about(reader, NOVEMBER)
    assert not known.are_about(reader, OCTOBER)
    assert not known.are_about(subscriber.reader, NOVEMBER)
    assert not known.are_about(Reader(visitor_id="v"), NOVEMBER)


def test_facts_that_came_with_a_column_are_not_asked_for_again(
    registered: Person, make_column: MakeColumn
) -> None:
    column, reader = make_column(), registered.reader
    known = Facts(reader.key, registered.user.pk, NOVEMBER, read=2)
    column.set_reader_facts(known)
    assert reader_state.facts_about(column, reader, at=NOON) is known
    assert reader_state.facts_about(column, reader, at=NOON - 30 * DAY).read == 0


def test_a_count_that_came_with_a_column_grants_no_read_beyond_the_limit(
    registered: Person, make_column: MakeColumn
) -> None:
    """The last free read was spent in another tab after this count was queried."""
    column, reader = make_column(), registered.reader
    column.set_reader_facts(Facts(reader.key, registered.user.pk, NOVEMBER, read=4))
    for slot in range(1, 6):
        count(reader, make_column().pk, slot)
    access = rule.admit(column, reader, at=NOON)
    assert (access.granted, access.reason) == (False, Reason.METER_SPENT)
    assert access.meter is not None
    assert (access.meter.read, access.meter.counted) == (5, False)
    assert FreeRead.objects.count() == 5
