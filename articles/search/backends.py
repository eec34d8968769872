"""SQL of the search indexes: FTS5 on SQLite, tsvector on PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models.expressions import RawSQL

from articles.search.terms import Term

EVERYONE = "articles_search_everyone"
FULL = "articles_search_full"
DESK = "articles_search_desk"  # by primary key: columns in any state

MAX_POSITION = 2**63 - 1

# Checked against the column's present state and wall, which may have changed since it was indexed.
LIVE = """
c.state = 'published' AND c.published_at <= %s AND (c.expires_at IS NULL OR c.expires_at > %s)
"""
STILL_FREE = """
(NOT p.body_is_open OR c.wall = 'free'
 OR (c.wall = 'metered' AND c.source_id IS NOT NULL AND NOT c.may_wall))
"""
FIND = """
SELECT p.column_id FROM {index} i
{join} articles_searchentry p ON p.position = i.{key} {join} articles_column c ON c.id = p.column_id
WHERE {match} AND {live} AND {allowed} AND {beyond} ORDER BY i.{key} {order} LIMIT %s OFFSET %s
"""


def put(index: str, position: int, words: str) -> None:
    remove(index, position)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {index} VALUES (%s, to_tsvector('standfirst', %s))",  # noqa: S608 - constants
                [position, words],
            )
        else:
            cursor.execute(f"INSERT INTO {index} (rowid, words) VALUES (%s, %s)", [position, words])  # noqa: S608 - constants


def remove(index: str, position: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index} WHERE {_key()} = %s", [position])  # noqa: S608 - constants


def sweep(index: str) -> None:
    there = "id FROM articles_column" if index == DESK else "position FROM articles_searchentry"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index} WHERE {_key()} NOT IN (SELECT {there})")  # noqa: S608 - constants


def search_desk(terms: Sequence[Term]) -> RawSQL:
    """Return a subquery of primary keys of columns with every term, for pk__in."""
    match, parameters = _match(terms)
    if connection.vendor != "postgresql":
        match = match.replace("i.words", DESK)  # FTS5 needs the table's name, not its alias
    return RawSQL(f"SELECT i.{_key()} FROM {DESK} i WHERE {match}", parameters)  # noqa: S611, S608 - constants, values apart


def find(
    index: str,
    terms: Sequence[Term],
    *,
    at: datetime,
    limit: int,
    offset: int = 0,
    before: int | None = None,
    after: int | None = None,
) -> list[int]:
    """Return primary keys of live columns with every term: newest first, older than `before`.

    With `after`, return those newer than that place, oldest first.
    """
    match, parameters = _match(terms)
    if after is not None:
        limit_position, comparison, order = after, ">", "ASC"
    else:
        limit_position, comparison, order = MAX_POSITION if before is None else before, "<", "DESC"
    statement = FIND.format(
        index=index,
        key=_key(),
        match=match,
        live=LIVE,
        allowed=STILL_FREE if index == EVERYONE else "1 = 1",
        beyond=f"i.{_key()} {comparison} %s",
        order=order,
        # On SQLite a CROSS JOIN starts with the index.
        join="JOIN" if connection.vendor == "postgresql" else "CROSS JOIN",
    )
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, moment, moment, limit_position, limit, offset])
        return [row[0] for row in cursor.fetchall()]


def _key() -> str:
    return "place" if connection.vendor == "postgresql" else "rowid"


def _match(terms: Sequence[Term]) -> tuple[str, list[str]]:
    """Return the condition that every term occurs, and its parameters."""
    if connection.vendor != "postgresql":
        # Every term is quoted, so that no input is an FTS5 operator.
        return "i.words MATCH %s", [" AND ".join(_fts5_term(term) for term in terms)]
    # to_tsquery for prefixes, which hold only folded words; phraseto_tsquery for other input.
    parts, values = [], []
    for term in terms:
        if term.is_prefix:
            part = "to_tsquery('standfirst', %s)"
            adjacent = " <-> ".join(f"'{word}'" for word in term.words)
            values.append(f"{adjacent}:*")
        else:
            part = "phraseto_tsquery('standfirst', %s)"
            values.append(" ".join(term.words))
        if term.joined:
            part = f"({part} || phraseto_tsquery('standfirst', %s))"
            values.append(term.joined)
        parts.append(part)
    return f"i.words @@ ({' && '.join(parts)})", values


def _fts5_term(term: Term) -> str:
    words = " ".join(term.words)
    phrase = f'"{words}"*' if term.is_prefix else f'"{words}"'
    return f'({phrase} OR "{term.joined}")' if term.joined else phrase
