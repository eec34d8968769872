"""Run raw SQL, with dates and times converted as the ORM converts them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection


def execute(statement: str, parameters: Iterable[Any]) -> int:
    """Run the statement; return the number of rows that it inserted, changed or deleted."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_converted(value) for value in parameters])
        return int(cursor.rowcount)


def fetch_all(query: str, parameters: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [_converted(value) for value in parameters])
        return [tuple(row) for row in cursor.fetchall()]


def _converted(value: Any) -> Any:
    # A datetime is a date too, so it comes first.
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
