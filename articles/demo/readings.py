"""Counts of readings and of the meter for the desk's charts; only with DEBUG."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from articles.models import Column, ColumnDailyStat
from subscriptions.dates import period_of, preceding
from subscriptions.models import MeterMonth, Wall

DAYS = 30
MONTHS = 3
SEED = 7  # fixed, so that all demos are the same
FIRST_DAY = 240  # readings on the day of publication; they halve about every three days
HALVES = 0.8
MAX_READ = 12  # columns that a reader wants in a month
READERS = {MeterMonth.Kind.ANONYMOUS: 2400, MeterMonth.Kind.REGISTERED: 320}
FADES = {MeterMonth.Kind.ANONYMOUS: 0.55, MeterMonth.Kind.REGISTERED: 0.8}
Kind = ColumnDailyStat.Kind


def fill(*, at: datetime) -> int:
    """Write the counts if there are none yet; return how many."""
    if ColumnDailyStat.objects.exists() or MeterMonth.objects.exists():
        return 0
    rows = [row for column in Column.objects.live(at) for row in _of_column(column, at)]
    months: list[MeterMonth] = []
    period = period_of(at)
    for _ in range(MONTHS):
        period = preceding(period)
        for kind, number in READERS.items():
            # How many readers want 1, 2, 3 ... columns; each number is wanted by fewer.
            for wanted in range(1, MAX_READ + 1):
                readers = round(number * FADES[kind] ** (wanted - 1))
                months.append(
                    MeterMonth(period=period, kind=kind, columns_requested=wanted, readers=readers)
                )
    ColumnDailyStat.objects.bulk_create(rows)
    MeterMonth.objects.bulk_create(months)
    return len(rows) + len(months)


def _of_column(column: Column, at: datetime) -> list[ColumnDailyStat]:
    chance = Random(SEED * 1000 + column.pk)  # noqa: S311 - a demo, not a secret
    today, first = timezone.localdate(at), timezone.localdate(column.published_at or at)
    rows = []
    for back in range(DAYS):
        day = today - timedelta(days=back)
        age = (day - first).days
        if age < 0:
            continue
        readings = round(FIRST_DAY * HALVES**age * chance.uniform(0.6, 1.2))
        readings += chance.randint(0, 6)
        for kind, number in _shares(column, readings):
            if number:
                rows.append(ColumnDailyStat(column=column, day=day, kind=kind, number=number))
    return rows


def _shares(column: Column, readings: int) -> list[tuple[ColumnDailyStat.Kind, int]]:
    if column.wall == Wall.FREE:
        return [(Kind.FREE, readings)]
    if column.wall == Wall.REGISTERED:
        return [
            (Kind.ACCOUNT, readings // 3),
            (Kind.WALL, readings // 2),
            (Kind.SIGN_UP, readings // 25),
        ]
    if column.wall == Wall.SUBSCRIBERS:
        return [
            (Kind.ENTITLED, readings // 3),
            (Kind.WALL, readings // 2),
            (Kind.GIFT, readings // 30),
        ]
    by_right = [(Kind.ENTITLED, readings // 4), (Kind.GIFT, readings // 40)]
    return [
        (Kind.METERED, readings // 2),
        (Kind.WALL, readings // 6),
        (Kind.SIGN_UP, readings // 90),
        *by_right,
    ]
