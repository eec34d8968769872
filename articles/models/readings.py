"""The one statement behind a reading: a column's head, the edition, and the paywall's facts about the reader.

Building this query with the ORM costs more than the database's answer, and it is the hottest statement of the site.
"""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from accounts.reader import Reader
from articles.models.columns import Column
from subscriptions import facts
from subscriptions.periods import period_of

# in the order of the model's fields: from_db() goes by it
HEAD = ("id", "slug", "wall", "state", "published_at", "source_id", "expires_at", "may_wall", "version")


@cache
def _statement() -> str:
    head = ", ".join(f"c.{name}" for name in HEAD)
    edition = "(SELECT number FROM articles_edition WHERE id = 1)"
    return f"SELECT {head}, {edition}, {facts.SQL.format(piece='c.id')} FROM articles_column c WHERE c.slug = %s"  # noqa: S608 - constants


def for_reading(slug: str, reader: Reader, *, at: datetime) -> Column | None:
    """The column of this address, live or not, with `edition` and the reader's facts; other fields load when asked."""
    period = period_of(at)
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*facts.parameters(reader, period=period, at=at), slug])
        row = cursor.fetchone()
    return _column(row, reader, period) if row else None


def _column(row: tuple[Any, ...], reader: Reader, period: Any) -> Column:
    values = [_from_database(name, value) for name, value in zip(HEAD, row, strict=False)]
    column = Column.from_db("default", [*HEAD], values)
    column.edition = row[len(HEAD)] or 0
    column.remember_facts(facts.from_row(reader, period, row[len(HEAD) + 1 :]))
    return column


def _from_database(name: str, value: Any) -> Any:
    """As the field itself would read it: SQLite keeps moments as text and truth as 0 and 1."""
    for convert in _converters()[name]:
        value = convert(value, None, connection)
    return value


@cache
def _converters() -> dict[str, list[Any]]:
    fields = {field.attname: field for field in Column._meta.concrete_fields}
    return {
        name: connection.ops.get_db_converters(fields[name].get_col("c")) + fields[name].get_db_converters(connection)
        for name in HEAD
    }
