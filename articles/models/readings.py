"""The single query of a column page: the column's main fields, cache versions and reader's state.

The state is what the paywall needs and, for signed-in readers, whether they saved the column.
"""

from datetime import datetime
from functools import cache

from django.db import connection

from accounts.reader import Reader
from accounts.row_loader import DeferredRow
from articles.models.columns import Column
from articles.models.reader_lists import ReaderState
from subscriptions.dates import period_of
from subscriptions.metering import reader_state

SCHEDULE_FIELDS = ("wall", "then_wall", "then_from", "later_wall", "later_from")
COLUMN_ROW = DeferredRow(
    Column,
    "id",
    "slug",
    *SCHEDULE_FIELDS,
    "state",
    "published_at",
    "source_id",
    "expires_at",
    "may_wall",
    "version",
)


READER_STATE_SQL = """
(SELECT s.id FROM articles_savedcolumn s WHERE s.user_id = %s AND s.column_id = c.id),
EXISTS(SELECT 1 FROM articles_readinghistory h WHERE h.user_id = %s AND h.is_on)
"""
MORE = 2  # parameters that READER_STATE_SQL takes


# Raw SQL: one query for all of it, where the ORM would need several for each page view.
@cache
def _statement(*, signed_in: bool) -> str:
    version = "(SELECT number FROM articles_cacheversion WHERE id = 1)"
    column_version = "(SELECT number FROM articles_columncacheversion WHERE column_id = c.id)"
    state = reader_state.SQL.format(column="c.id")
    query = (
        f"{COLUMN_ROW.columns('c')}, {version}, {column_version},"
        f" {state}{f', {READER_STATE_SQL}' if signed_in else ''}"
    )
    return f"SELECT {query} FROM articles_column c WHERE c.slug = %s"  # noqa: S608 - constants


def for_reading(slug: str, reader: Reader, *, at: datetime) -> Column | None:
    """Return the column with this slug, live or not, with cache versions and the reader's facts.

    Other fields are deferred.
    """
    period, user = period_of(at), reader.user
    kept_by = [] if user is None else [user.pk] * MORE
    with connection.cursor() as cursor:
        requested = [*reader_state.parameters(reader, period=period, at=at), *kept_by, slug]
        cursor.execute(_statement(signed_in=user is not None), requested)
        row = cursor.fetchone()
    if row is None:
        return None
    column = COLUMN_ROW.instance_from(row)
    version, column_version, *known = COLUMN_ROW.extra_columns(row)
    column.cache_version, column.column_cache_version = version or 0, column_version or 0
    if user is not None:
        *known, saved_pk, in_history = known
        column.reader_state = ReaderState(saved_pk, bool(in_history))
    column.set_reader_facts(reader_state.facts_from_row(reader, period, tuple(known)))
    return column
