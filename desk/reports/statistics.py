"""Statistics for the desk: readings, walls, conversions, gift links and subscribers."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.formats import date_format

from accounts.staff import local_time
from articles.models import Column, ColumnDailyStat, OldSlug
from articles.models.querysets import ColumnQuerySet
from articles.models.statistics import READINGS
from desk.reports.charts import Chart, slim
from subscriptions.dates import period_of
from subscriptions.models import (
    FreeRead,
    GiftLinkDevice,
    MeterPolicy,
    Purchase,
    Refusal,
    Subscription,
)

DAYS = 30
MOST_DAYS = 366
MAX_ROWS = 10  # columns in each table
PATH = re.compile(r"/columns/([\w-]+)/", re.ASCII)
Kind = ColumnDailyStat.Kind


@dataclass(frozen=True)
class Day:
    """Totals of one day in the site's zone."""

    day: date
    readings: int
    walls: int

    @property
    def name(self) -> str:
        return date_format(self.day, "j F Y")

    @property
    def short(self) -> str:
        return date_format(self.day, "j M")


@dataclass(frozen=True)
class Conversion:
    """Conversions of one column: readings, walls, and the sign-ups and subscriptions after it."""

    column: Column
    readings: int
    walls: int
    sign_ups: int
    subscriptions: int


@dataclass(frozen=True)
class StopRate:
    """How many of the readers that the meter knows this month were refused."""

    readers: int
    stopped: int

    @property
    def rate(self) -> float:
        return 100 * self.stopped / self.readers if self.readers else 0.0


def days(columns: ColumnQuerySet | None, *, at: datetime, number: int = DAYS) -> list[Day]:
    requested = _days(at, number)
    rows = (
        _rows(columns, requested[0])
        .values("day")
        .annotate(
            readings=Sum("number", filter=Q(kind__in=READINGS)),
            walls=Sum("number", filter=Q(kind=Kind.WALL)),
        )
    )
    results = {row["day"]: row for row in rows}
    return [
        Day(day, results.get(day, {}).get("readings") or 0, results.get(day, {}).get("walls") or 0)
        for day in requested
    ]


def charts_of(days: list[Day]) -> list[Chart]:
    names = [each.short for each in days]
    return [
        slim("Readings a day", names, [each.readings for each in days]),
        slim("Readers who saw the paywall, a day", names, [each.walls for each in days]),
    ]


def conversions(
    columns: ColumnQuerySet | None, *, at: datetime, number: int = DAYS
) -> list[Conversion]:
    """Return the best converting columns: ordered by subscriptions, then sign-ups, then walls."""
    first = _days(at, number)[0]
    sold = _by_column(_sold(first))
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    busiest = (
        _rows(columns, first)
        .values("column")
        .annotate(walls=Sum("number", filter=Q(kind=Kind.WALL)))
    )
    # Limit each source of candidates, so that the table stays fast with many columns.
    keys = [row["column"] for row in busiest.exclude(walls=None).order_by("-walls")[: MAX_ROWS * 5]]
    signed = (
        _rows(columns, first)
        .filter(kind=Kind.SIGN_UP)
        .values_list("column", flat=True)
        .distinct()[: MAX_ROWS * 5]
    )
    best = [pk for pk, _ in sold.most_common(MAX_ROWS * 20)]
    visible = Column.objects.all() if columns is None else columns
    named = visible.filter(pk__in={*keys, *signed, *best}).defer("teaser").in_bulk()
    totals = _rows(None, first).filter(column__in=named).values_list("column", "kind")
    for key, kind, total in totals.annotate(total=Sum("number")):
        counted[key][kind] += total
    rows = []
    for pk, column in named.items():
        numbers = counted[pk]
        readings = sum(numbers[kind] for kind in READINGS)
        walls, sign_ups = numbers[Kind.WALL], numbers[Kind.SIGN_UP]
        rows.append(Conversion(column, readings, walls, sign_ups, sold[pk]))
    rows.sort(key=lambda row: (-row.subscriptions, -row.sign_ups, -row.walls, -row.column.pk))
    return rows[:MAX_ROWS]


def stop_rate(*, at: datetime) -> StopRate:
    period = period_of(at)
    stopped = Refusal.objects.filter(period=period).values("reader_key").distinct()
    readers = FreeRead.objects.filter(period=period).values("reader_key").union(stopped).count()
    return StopRate(readers, stopped.count())


def gift_links(*, at: datetime, number: int = DAYS) -> list[dict[str, Any]]:
    """Return the columns opened by gift links, most browsers first."""
    since = local_time.midnight(_days(at, number)[0])
    opened = GiftLinkDevice.objects.filter(opened_at__gte=since).values(
        "link__column__headline", "link__column"
    )
    rows = opened.annotate(browsers=Count("pk"), links=Count("link", distinct=True)).order_by(
        "-browsers"
    )[:MAX_ROWS]
    return [
        {
            "headline": row["link__column__headline"],
            "pk": row["link__column"],
            "browsers": row["browsers"],
            "links": row["links"],
        }
        for row in rows
    ]


def subscribers(*, at: datetime, number: int = DAYS) -> dict[str, int]:
    """Count new, lost and running subscriptions. Duplicates that were refunded do not count."""
    since = local_time.midnight(_days(at, number)[0])
    began = Subscription.objects.of_readers().exclude(end_reason=Subscription.EndReason.DUPLICATE)
    numbers: dict[str, int] = began.exclude(paid_until=None).aggregate(
        new=Count("pk", filter=Q(started_at__gte=since)),
        lost=Count("pk", filter=Q(ended_at__gte=since)),
        running=Count("pk", filter=Q(ended_at=None)),
    )
    return numbers


def limits() -> MeterPolicy:
    return MeterPolicy.objects.first() or MeterPolicy()


def _rows(columns: ColumnQuerySet | None, first: date) -> Any:
    rows = ColumnDailyStat.objects.filter(day__gte=first)
    return rows if columns is None else rows.filter(column__in=columns.order_by().values("pk"))


def _sold(first: date) -> Counter[str]:
    """Count subscriptions that were bought on the way to a column, by the column's slug."""
    paid = Purchase.objects.filter(kind=Purchase.Kind.SUBSCRIPTION, state=Purchase.State.PAID)
    paths = (
        paid.filter(paid_at__gte=local_time.midnight(first))
        .exclude(next_path="")
        .values_list("next_path", flat=True)
    )
    return Counter(match[1] for path in paths.iterator() if (match := PATH.fullmatch(path)))


def _by_column(sold: Counter[str]) -> Counter[int]:
    # The column may have another slug since. A current slug has priority over an old one.
    keys = dict(OldSlug.objects.filter(slug__in=list(sold)).values_list("slug", "column"))
    visible = Column.objects.filter(state__in=[Column.State.PUBLISHED, Column.State.WITHDRAWN])
    keys |= dict(visible.filter(slug__in=list(sold)).values_list("slug", "pk"))
    result: Counter[int] = Counter()
    for slug, number in sold.items():
        if slug in keys:
            result[keys[slug]] += number
    return result


def _days(at: datetime, number: int) -> list[date]:
    today = timezone.localdate(at)
    return [today - timedelta(days=back) for back in range(number - 1, -1, -1)]
