"""The facts about a reader that the paywall needs, as one SQL fragment.

A page that must be fast adds the fragment to its own query (articles.models.readings), a list of
columns calls `fetch_all`, and the paywall calls `facts_about`, which queries only if it must.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import connection

from accounts.reader import Reader
from subscriptions.dates import period_of
from subscriptions.models.entitlements import IN_FORCE_SQL

# One text for both uses, so that they cannot disagree.
SQL = f"""
EXISTS(SELECT 1 FROM subscriptions_entitlement e
       WHERE e.user_id = %s AND {IN_FORCE_SQL}) AS fact_entitled,
EXISTS(SELECT 1 FROM subscriptions_freeread r
       WHERE r.reader_key = %s AND r.period = %s AND r.column_id = {{column}}) AS fact_counted,
(SELECT COUNT(*) FROM subscriptions_freeread r
    WHERE r.reader_key = %s AND r.period = %s) AS fact_read,
EXISTS(SELECT 1 FROM subscriptions_refusal f
       WHERE f.reader_key = %s AND f.period = %s AND f.column_id = {{column}}) AS fact_noted
"""  # noqa: S608 - our own condition


@dataclass(frozen=True)
class Facts:
    """Stored facts about one reader and one column in one period."""

    reader_key: str | None
    user_pk: int | None
    period: date
    entitled: bool = False
    counted: bool = False
    read: int = 0
    refusal_saved: bool = False

    def are_about(self, reader: Reader, period: date) -> bool:
        return (self.reader_key, self.user_pk, self.period) == (
            reader.key,
            _user_pk(reader),
            period,
        )


class HasFacts(Protocol):
    """A column that may already carry the facts about its reader."""

    pk: int

    def reader_facts(self) -> Facts | None: ...


def facts_about(column: HasFacts, reader: Reader, *, at: datetime) -> Facts:
    """Return the facts that came with the column, or query them.

    Facts about another reader or period are not used.
    """
    period = period_of(at)
    known = column.reader_facts()
    if known is not None and known.are_about(reader, period):
        return known
    return fetch(column.pk, reader, period=period, at=at)


def _user_pk(reader: Reader) -> int | None:
    return reader.user.pk if reader.user else None


def parameters(reader: Reader, *, period: date, at: datetime) -> list[Any]:
    moment = connection.ops.adapt_datetimefield_value(at)
    day = connection.ops.adapt_datefield_value(period)
    return [_user_pk(reader), moment, moment, reader.key, day, reader.key, day, reader.key, day]


def facts_from_row(reader: Reader, period: date, row: tuple[Any, ...]) -> Facts:
    entitled, counted, read, noted = row
    return Facts(
        reader.key, _user_pk(reader), period, bool(entitled), bool(counted), int(read), bool(noted)
    )


def fetch(column_pk: int, reader: Reader, *, period: date, at: datetime) -> Facts:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + SQL.format(column=int(column_pk)), parameters(reader, period=period, at=at)
        )
        return facts_from_row(reader, period, cursor.fetchone())


def fetch_all(
    column_pks: list[int], reader: Reader, *, period: date, at: datetime
) -> dict[int, Facts]:
    if not column_pks:
        return {}
    fragments = ", ".join(f"({int(pk)})" for pk in column_pks)
    query = f"SELECT p.column1, {SQL.format(column='p.column1')} FROM (VALUES {fragments}) AS p"  # noqa: S608 - numbers
    with connection.cursor() as cursor:
        cursor.execute(query, parameters(reader, period=period, at=at))
        return {pk: facts_from_row(reader, period, tuple(row)) for pk, *row in cursor.fetchall()}
