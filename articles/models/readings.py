"""The one statement behind a reading: a column's head, the edition, and the paywall's facts about the reader."""

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
    asked = f"{HEAD.columns('c')}, {edition}, {facts.SQL.format(piece='c.id')}"
    return f"SELECT {asked} FROM articles_column c WHERE c.slug = %s"  # noqa: S608 - constants


def for_reading(slug: str, reader: Reader, *, at: datetime) -> Column | None:
    """The column of this address, live or not, with `edition` and the reader's facts; other fields load when asked."""
    period = period_of(at)
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*facts.parameters(reader, period=period, at=at), slug])
        row = cursor.fetchone()
    if row is None:
        return None
    column = HEAD.made_of(row)
    edition, *known = HEAD.rest(row)
    column.edition = edition or 0
    column.remember_facts(facts.from_row(reader, period, tuple(known)))
    return column
