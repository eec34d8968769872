"""A month calendar of columns by publication day, in the site's time zone."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import get_format

from accounts.staff import local_time
from accounts.text.numbers import parse_number_in
from articles.models import Column
from articles.models.querysets import ColumnQuerySet

FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST = 10_000  # columns of one calendar page
MOST_A_DAY = 6
State = Column.State
LISTED_STATES = (State.PUBLISHED, State.APPROVED)


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def key(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def by(self, months: int) -> "Month | None":
        """Return the month this many months later; None outside the supported years."""
        position = self.year * 12 + self.number - 1 + months
        return (
            Month(position // 12, position % 12 + 1)
            if FIRST_YEAR <= position // 12 <= LAST_YEAR
            else None
        )


@dataclass
class Day:
    """A day of the calendar; `more` is the number of columns that are not listed."""

    day: date
    is_today: bool
    in_month: bool
    columns: list[Column] = field(default_factory=list)
    more: int = 0


def month_of(at: datetime) -> Month:
    today = timezone.localdate(at)
    return Month(today.year, today.month)


def parsed(source: str) -> Month | None:
    """Parse a key such as 2026-11; return None for anything else."""
    if len(source) != len("2026-11") or source[4] != "-":
        return None
    year = parse_number_in(source[:4], FIRST_YEAR, LAST_YEAR)
    month = parse_number_in(source[5:], 1, 12)
    return Month(year, month) if year and month else None


def weeks(month: Month, columns: ColumnQuerySet, *, at: datetime) -> list[list[Day]]:
    # Django counts from Sunday, date.weekday() from Monday.
    first_weekday = int(get_format("FIRST_DAY_OF_WEEK")) - 1
    first = month.first - timedelta(days=(month.first.weekday() - first_weekday) % 7)
    # Four days after the 28th is always in the next month.
    last = (month.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    weeks = (last - first).days // 7 + 1
    keys = _keys(columns, first, first + timedelta(weeks=weeks))
    visible = [pk for day in keys.values() for pk in day[:MOST_A_DAY]]
    results = (
        columns.defer("teaser", "standfirst")
        .prefetch_related("bylines__columnist")
        .in_bulk(visible)
    )
    today = timezone.localdate(at)
    days = [first + timedelta(days=position) for position in range(weeks * 7)]
    made = [
        Day(
            day,
            is_today=day == today,
            in_month=(day.year, day.month) == (month.year, month.number),
            columns=[results[pk] for pk in keys[day][:MOST_A_DAY] if pk in results],
            more=max(len(keys[day]) - MOST_A_DAY, 0),
        )
        for day in days
    ]
    return [made[position : position + 7] for position in range(0, len(made), 7)]


def weekdays(weeks: list[list[Day]]) -> list[date]:
    return [day.day for day in weeks[0]]


def _keys(columns: ColumnQuerySet, first: date, after: date) -> dict[date, list[int]]:
    """Return primary keys of columns by day. Columns are loaded only for those that are listed."""
    begins, ends = local_time.midnight(first), local_time.midnight(after)
    dated = columns.filter(state__in=LISTED_STATES, published_at__gte=begins, published_at__lt=ends)
    results: dict[date, list[int]] = defaultdict(list)
    for pk, moment in dated.order_by("published_at", "pk").values_list("pk", "published_at")[:MOST]:
        results[timezone.localdate(moment)].append(pk)
    return results
