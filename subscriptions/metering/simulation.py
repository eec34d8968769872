"""Simulate other meter limits: how many readers would have seen the paywall in a month.

A reader's demand is the columns that were read on the meter or refused. A refused reader may have
wanted more, so the result for a higher limit is too low; for readers who never reached the limit it
is exact.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from subscriptions import raw_sql
from subscriptions.dates import period_of, preceding
from subscriptions.metering.retention import HISTOGRAM
from subscriptions.models import MeterMonth

LIMITS = tuple(range(1, 11))
MONTHS = 3
MOST_MONTHS = 36
Histogram = Mapping[int, int]  # columns wanted -> readers


@dataclass(frozen=True)
class Outcome:
    """With this limit, how many of all readers of the kind would have seen the paywall."""

    kind: str
    limit: int
    readers: int
    stopped: int

    @property
    def rate(self) -> float:
        """Return per cent; 0 without readers."""
        return 100 * self.stopped / self.readers if self.readers else 0.0


def simulate(*, at: datetime, months: int = MONTHS) -> list[Outcome]:
    """Return the outcome of each kind of reader and limit, over this month and those before it."""
    periods = [period_of(at)]
    while len(periods) < months:
        periods.append(preceding(periods[-1]))
    by_month = [histograms(period) for period in periods]
    outcomes = []
    for kind in MeterMonth.Kind.values:
        histogram: Counter[int] = sum((month[kind] for month in by_month), Counter())
        readers = histogram.total()
        outcomes += [Outcome(kind, limit, readers, stopped(histogram, limit)) for limit in LIMITS]
    return outcomes


def stopped(requested: Histogram, limit: int) -> int:
    return sum(readers for columns, readers in requested.items() if columns > limit)


def histograms(period: date) -> dict[str, Counter[int]]:
    """Return one month's histogram by kind of reader, from stored bars and rows not yet pruned."""
    results: dict[str, Counter[int]] = {kind: Counter() for kind in MeterMonth.Kind.values}
    for month in MeterMonth.objects.filter(period=period):
        results[month.kind][month.columns_requested] += month.readers
    for kind, columns, readers in raw_sql.fetch_all(HISTOGRAM, [period, period]):
        results[kind][int(columns)] += int(readers)
    return results
