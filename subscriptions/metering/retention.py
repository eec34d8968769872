"""Prune the meter's data: past reads become a histogram, hashed networks are deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from subscriptions import raw_sql
from subscriptions.dates import period_of, preceding
from subscriptions.models import FreeRead, MeterMonth, MeterPolicy, NetworkArrivals, Refusal

# Raw SQL, because the rows are grouped twice. NULL is a deleted column: count each such read as one
# column more.
HISTOGRAM = """
WITH wanted AS (
    SELECT reader_key, column_id FROM subscriptions_freeread WHERE period = %s
    UNION ALL SELECT reader_key, column_id FROM subscriptions_refusal WHERE period = %s
), readers AS (
    SELECT CASE WHEN reader_key LIKE 'user:%%' THEN 'registered' ELSE 'anonymous' END AS kind,
           COUNT(DISTINCT column_id) +
    SUM(CASE WHEN column_id IS NULL THEN 1 ELSE 0 END) AS columns_requested
    FROM wanted GROUP BY reader_key
)
SELECT kind, columns_requested, COUNT(*) FROM readers GROUP BY kind, columns_requested
"""


@dataclass(frozen=True)
class Pruned:
    period: date
    reads: int
    refusals: int
    readers: int


def past_periods(at: datetime) -> list[date]:
    """List the periods that ended a month ago or longer and still have rows, oldest first."""
    kept_from = preceding(period_of(at))
    results: set[date] = set()
    for rows in (FreeRead.objects, Refusal.objects):
        results |= set(
            rows.filter(period__lt=kept_from).values_list("period", flat=True).distinct()
        )
    return sorted(results)


def prune_reads(at: datetime) -> Iterator[Pruned]:
    """Prune past periods, each in its own transaction; an interrupted run can be repeated."""
    for period in past_periods(at):
        yield _prune(period)


def prune_networks(at: datetime) -> int:
    deleted, _ = NetworkArrivals.objects.filter(period__lt=period_of(at)).delete()
    return deleted


@transaction.atomic
def _prune(period: date) -> Pruned:
    # Lock any row, so that a parallel run waits and then finds nothing left to count.
    MeterPolicy.objects.select_for_update().filter(pk=MeterPolicy.SINGLETON_PK).first()
    readers = 0
    for kind, columns_requested, number in raw_sql.fetch_all(HISTOGRAM, [period, period]):
        bar, _ = MeterMonth.objects.get_or_create(
            period=period, kind=kind, columns_requested=columns_requested, defaults={"readers": 0}
        )
        MeterMonth.objects.filter(pk=bar.pk).update(readers=F("readers") + number)
        readers += number
    return Pruned(period, _delete(FreeRead, period), _delete(Refusal, period), readers)


def _delete(model: type[FreeRead | Refusal], period: date) -> int:
    # Raw SQL: if any app connects a signal to deletions, Django loads every row first.
    statement = f"DELETE FROM {model._meta.db_table} WHERE period = %s"  # noqa: S608 - our own names
    return raw_sql.execute(statement, [period])
