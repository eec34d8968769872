"""The one statement behind a reading: a column's head, the editions, and the paywall's facts about the reader."""

from datetime import datetime
from functools import cache

from django.db import connection

from accounts.reader import Reader
from accounts.rows import Head
from articles.models.columns import Column
from subscriptions import facts
from subscriptions.periods import period_of

LIFE = ("wall", "then_wall", "then_from", "later_wall", "later_from")
HEAD = Head(Column, "id", "slug", *LIFE, "state", "published_at", "source_id", "expires_at", "may_wall", "version")


@cache
def _statement() -> str:
    edition = "(SELECT number FROM articles_edition WHERE id = 1)"
    own = "(SELECT number FROM articles_columnedition WHERE column_id = c.id)"
    asked = f"{HEAD.columns('c')}, {edition}, {own}, {facts.SQL.format(piece='c.id')}"
    return f"SELECT {asked} FROM articles_column c WHERE c.slug = %s"  # noqa: S608 - constants


def for_reading(slug: str, reader: Reader, *, at: datetime) -> Column | None:
    """The column of this address, live or not, with its editions and the reader's facts; the rest loads when asked."""
    period = period_of(at)
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*facts.parameters(reader, period=period, at=at), slug])
        row = cursor.fetchone()
    if row is None:
        return None
    column = HEAD.made_of(row)
    edition, own, *known = HEAD.rest(row)
    column.edition, column.own_edition = edition or 0, own or 0
    column.remember_facts(facts.from_row(reader, period, tuple(known)))
    return column
