"""Tests of counting readings by day and column, without data about readers and without failing a
request.
"""

import os
import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError
from django.test import Client

from articles.models import Column, ColumnDailyStat, OldSlug
from articles.readers import statistics
from subscriptions.models import Wall
from tests.cast import DAY, NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.promise(
        "Readings and walls are counted by day and column, without identifying readers",
        section="reports",
    ),
    pytest.mark.promise(
        "Parallel workers, database errors and failed batches count no number twice and lose none",
        section="reports",
    ),
]


Kind = ColumnDailyStat.Kind


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    statistics._waiting.clear()


def numbers() -> dict[str, int]:
    statistics.flush()
    return {each.kind: each.number for each in ColumnDailyStat.objects.all()}


def test_what_each_reader_did(
    visitor: Person, registered: Person, subscriber: Person, editor: Person, make_column: MakeColumn
) -> None:
    columns = [make_column(wall) for wall in Wall]
    for person in (visitor, registered, subscriber, editor):
        for column in columns:
            person.reads(column)
    results: dict[str, int] = {}
    statistics.flush()
    for each in ColumnDailyStat.objects.all():
        results[each.kind] = results.get(each.kind, 0) + each.number
    assert results == {"free": 3, "metered": 2, "account": 1, "entitled": 3, "wall": 3}


def test_the_same_column_again_is_another_reading(visitor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    for _ in range(3):
        visitor.reads(column)
    assert numbers() == {"metered": 3}
    visitor.reads(column)
    assert numbers() == {"metered": 4}


@pytest.mark.parametrize(
    "headers",
    [{"user-agent": "Googlebot/2.1"}, {"sec-purpose": "prefetch"}, {"sec-fetch-dest": "image"}],
)
def test_nobody_who_does_not_read_is_counted(
    visitor: Person, make_column: MakeColumn, headers: dict[str, str]
) -> None:
    for wall in Wall:
        visitor.reads(make_column(wall), **headers)
    assert numbers() == {}


def test_a_head_is_no_reading(make_column: MakeColumn) -> None:
    Client().head(make_column(Wall.FREE).get_absolute_url())
    assert numbers() == {}


def test_a_day_is_one_of_the_sites_zone(make_column: MakeColumn, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    statistics.count(
        make_column().pk, Kind.FREE, at=datetime.fromisoformat("2026-11-18T23:00:00+00:00")
    )
    statistics.flush()
    assert str(ColumnDailyStat.objects.get().day) == "2026-11-19"


@pytest.mark.parametrize(
    "problem", [DatabaseError("locked"), InterfaceError("connection already closed")]
)
def test_a_database_that_does_not_answer_loses_no_number(
    problem: Exception, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = make_column()
    statistics.count(column.pk, Kind.FREE, at=NOON)
    with monkeypatch.context() as broken:

        def fail(rows: object) -> None:
            raise problem

        broken.setattr(statistics, "_add", fail)
        statistics.flush()
    statistics.count(column.pk, Kind.FREE, at=NOON)
    assert numbers() == {"free": 2}


def test_what_fails_half_way_is_not_counted_twice(
    make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pk in range(1, 401):
        statistics.count(pk, Kind.FREE, at=NOON)
    with monkeypatch.context() as broken:
        broken.setattr(statistics, "ADD", Broken(statistics.ADD))
        statistics.flush()
    assert not ColumnDailyStat.objects.exists()
    statistics.flush()
    assert set(ColumnDailyStat.objects.values_list("number", flat=True)) == {1}
    ColumnDailyStat.objects.all().delete()  # of columns that are not there


class Broken(str):
    """An SQL template that can be formatted once; then it raises DatabaseError."""

    __slots__ = ("asked",)

    def format(self, *args: object, **parts: object) -> str:
        if getattr(self, "asked", False):
            raise DatabaseError("gone")
        self.asked = True
        return super().format(*args, **parts)


def test_many_columns_are_written_in_a_few_statements(
    make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    for pk in range(1, 401):
        statistics.count(pk, Kind.FREE, at=NOON)
    with django_assert_num_queries(4):  # a transaction around two
        statistics.flush()
    ColumnDailyStat.objects.all().delete()  # of columns that are not there


def test_nothing_of_a_reader_is_kept() -> None:
    assert {field.name for field in ColumnDailyStat._meta.concrete_fields} == {
        "id",
        "column",
        "day",
        "kind",
        "number",
    }


def test_a_sign_up_counts_for_the_column_that_led_to_it(make_column: MakeColumn) -> None:
    column = make_column(slug="on-ports")
    OldSlug.objects.create(slug="ports", column=column)
    for path in (
        column.get_absolute_url(),
        "/columns/ports/",
        "/subscribe/1/?next=%2Fcolumns%2Fports%2F",
        "/columns/none-such/",
        "/elsewhere/",
    ):
        form = {
            "email": f"new{len(path)}@reader.example",
            "password1": "a quiet reading room",
            "next": path,
        }
        assert Client().post("/accounts/signup/", form).status_code == 302
    assert numbers() == {"sign-up": 3}


def test_old_numbers_are_forgotten(make_column: MakeColumn) -> None:
    column: Column = make_column()
    for at in (NOON, NOON - 1200 * DAY):
        statistics.count(column.pk, Kind.FREE, at=at)
    statistics.flush()
    assert statistics.forget_old(NOON) == 1


FORK = """
import os, threading, time, django
django.setup()
from articles.readers import statistics as counting
counting._begin = lambda: None
counting.start()
counting._waiting[1, None, "free"] += 1
def hold():
    with counting._lock:
        time.sleep(0.4)
threading.Thread(target=hold).start()
time.sleep(0.1)
pid = os.fork()
if not pid:
    os._exit(1 if counting._waiting else 0 if counting._lock.acquire(timeout=2) else 2)
told = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
os._exit(told or (0 if counting._waiting and counting._lock.acquire(timeout=2) else 4))
"""


@pytest.mark.slow
def test_a_fork_neither_waits_for_its_parent_nor_counts_for_it() -> None:
    """Counts collected before the fork are written once, and the child's lock is free."""
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    assert (
        subprocess.run([sys.executable, "-c", FORK], check=False, timeout=60, env=around).returncode
        == 0
    )
