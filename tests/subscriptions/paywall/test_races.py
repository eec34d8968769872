"""The meter is exact under parallel requests: real threads, each with its own connection, on
PostgreSQL.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.reader import Reader, user_key, visitor_key
from articles.models import Column
from subscriptions.dates import period_of, preceding
from subscriptions.metering import meter, policy, retention
from subscriptions.models import FreeRead, MeterMonth, MeterPolicy, NetworkArrivals, Refusal
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason
from tests.cast import NETWORK, NOON, MakeColumn, at_a_browser

THREADS = 50
NOVEMBER = period_of(NOON)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(act: Callable[[int], Any], times: int = THREADS) -> list[Any]:
    """Run the function in this many threads at the same moment; return the results, or raise the
    first exception.
    """
    gate = threading.Barrier(times)
    values: list[Any] = [None] * times
    errors: list[BaseException] = []

    def run(position: int) -> None:
        try:
            # Connect before the barrier, so that the threads really start their queries together.
            connection.ensure_connection()
            gate.wait(timeout=30)
            values[position] = act(position)
        except BaseException as problem:
            errors.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if errors:
        raise errors[0]
    return values


@pytest.fixture
def columns(make_column: MakeColumn) -> list[Column]:
    return [make_column() for _ in range(THREADS)]


@pytest.mark.promise(
    "50 parallel requests with one free read left grant exactly one (PostgreSQL, real threads)",
    section="meter",
)
def test_one_read_left_grants_exactly_one(columns: list[Column]) -> None:
    reader = Reader(visitor_id="regular", network=NETWORK)
    for column in columns[:2]:
        rule.admit(column, reader, at=NOON)
    policy.current()
    # Fill the cache of the policy first: otherwise each thread would query it.
    answers: list[Access] = at_once(
        lambda place: rule.admit(columns[2 + place], reader, at=NOON), 48
    )
    assert sum(answer.granted for answer in answers) == 1
    assert {answer.reason for answer in answers} == {Reason.METERED, Reason.METER_SPENT}
    assert sorted(FreeRead.objects.values_list("slot", flat=True)) == [1, 2, 3]


def test_a_full_meter_under_fire_grants_exactly_its_limit(columns: list[Column]) -> None:
    MeterPolicy(anonymous=5).save()
    reader = Reader(visitor_id="hasty", network=NETWORK)
    answers: list[Access] = at_once(lambda place: rule.admit(columns[place], reader, at=NOON))
    assert sum(answer.granted for answer in answers) == 5
    assert sorted(FreeRead.objects.values_list("slot", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.promise("50 parallel requests for the same column count once", section="meter")
def test_one_column_opened_fifty_times_at_once_counts_once(columns: list[Column]) -> None:
    reader = Reader(visitor_id="impatient", network=NETWORK)
    answers: list[Access] = at_once(lambda _: rule.admit(columns[0], reader, at=NOON))
    assert all(answer.granted for answer in answers)
    assert FreeRead.objects.count() == 1


@pytest.mark.promise(
    "The number of new visitors a network may have is exact, grows daily, and shuts out no known"
    " reader",
    section="meter",
)
def test_a_networks_places_are_never_given_twice(columns: list[Column]) -> None:
    MeterPolicy(network_burst=5, network_per_day=0).save()
    newcomer = Reader(network=NETWORK)
    answers: list[Access] = at_once(lambda _: rule.admit(columns[0], newcomer, at=NOON))
    assert sum(answer.granted for answer in answers) == 5
    assert {answer.reason for answer in answers} == {Reason.METERED, Reason.NETWORK_SPENT}
    assert NetworkArrivals.objects.get().newcomers == 5
    assert len({answer.new_visitor_id for answer in answers if answer.granted}) == 5


@pytest.mark.promise(
    "50 parallel requests with one free read left grant exactly one (PostgreSQL, real threads)",
    section="meter",
)
def test_fifty_browsers_through_the_site(columns: list[Column], noon: Any) -> None:
    """The same with whole requests: no cookie, one network with room for five."""
    MeterPolicy(network_burst=5, network_per_day=0).save()
    pages: list[str] = at_once(lambda _: at_a_browser().reads(columns[0]).content.decode(), 20)
    # The last word of the text, behind the teaser.
    assert sum("word5x39" in page for page in pages) == 5


@pytest.mark.promise(
    "Signing in and out repeatedly gains no free reads, and parallel sign-ins copy reads without"
    " loss",
    section="meter",
)
def test_signing_in_everywhere_at_once_copies_without_loss(columns: list[Column]) -> None:
    """Ten browsers with three reads each sign in to one account, while a phone keeps reading in
    it.
    """
    for browser in range(10):
        reader = Reader(visitor_id=f"browser-{browser}", network=NETWORK)
        for column in columns[3 * browser : 3 * browser + 3]:
            rule.admit(column, reader, at=NOON)
    key = user_key(1)

    def act(position: int) -> None:
        if position < 10:
            meter.copy_to_account(
                reader_number=1, visitor_id=f"browser-{position}", period=NOVEMBER
            )
        else:
            state = meter.MeterState(5, 0, False, NOVEMBER)
            # The phone spends with a stale state in which nothing is read yet.
            meter.spend(key, columns[30 + position].pk, state, at=NOON)

    at_once(act, 15)
    reads = FreeRead.objects.filter(reader_key=key)
    copied = set(reads.values_list("column_id", flat=True))
    assert {column.pk for column in columns[:30]} <= copied
    slots = sorted(reads.values_list("slot", flat=True))
    assert slots == list(range(1, len(slots) + 1))
    # 30 copied columns and at most 5 free reads of the phone.
    assert len(slots) <= 35


def test_the_same_sign_in_twice_at_once_copies_once(columns: list[Column]) -> None:
    reader = Reader(visitor_id="double", network=NETWORK)
    for column in columns[:3]:
        rule.admit(column, reader, at=NOON)
    at_once(
        lambda _: meter.copy_to_account(reader_number=1, visitor_id="double", period=NOVEMBER), 20
    )
    assert FreeRead.objects.filter(reader_key=user_key(1)).count() == 3
    at_once(
        lambda _: meter.copy_to_visitor(
            reader_number=1, visitor_id="fresh", period=NOVEMBER, limit=3, at=NOON
        ),
        20,
    )
    assert FreeRead.objects.filter(reader_key=visitor_key("fresh")).count() == 3


def test_refusals_at_once_are_noted_once(columns: list[Column]) -> None:
    MeterPolicy(anonymous=0).save()
    reader = Reader(visitor_id="refused", network=NETWORK)
    answers: list[Access] = at_once(lambda _: rule.admit(columns[0], reader, at=NOON))
    assert not any(answers)
    assert Refusal.objects.count() == 1


def test_two_prunings_at_once_count_readers_once(columns: list[Column]) -> None:
    past = preceding(preceding(NOVEMBER))
    for number in range(20):
        FreeRead.objects.create(
            reader_key=f"visitor:{number}", period=past, slot=1, column=columns[0], read_at=NOON
        )
    at_once(lambda _: list(retention.prune_reads(NOON)), 6)
    assert list(MeterMonth.objects.values_list("columns_requested", "readers")) == [(1, 20)]
    assert not FreeRead.objects.exists()
