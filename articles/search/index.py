"""Two search indexes for readers, newest columns first: one without paywalled text, one full.

Only entitled readers and the desk search the full one, so that a search by others reveals nothing
about hidden text. A third index is for the desk: headlines, slugs and bylines of columns in any
state.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.reader import Reader
from articles import wall_schedule
from articles.desk_text import body_of
from articles.models import Column
from articles.models.search import SearchEntry
from articles.search import backends
from articles.search.backends import DESK, EVERYONE, FULL
from articles.search.terms import Term, for_index
from articles.text import markup
from subscriptions.paywall import rule

Moment = tuple[datetime, int]  # publication time and primary key of a column

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PK_BITS = 31
LAST_PK = (1 << PK_BITS) - 1
LAST_SECOND = 2**32 - 1  # since 1970; columns dated after 2106 share one position in time
CHUNK = 200  # columns


@transaction.atomic
def index(column: Column, body: str, *, at: datetime) -> None:
    """Update the indexes for a saved column.

    The readers' indexes hold only published and scheduled columns.
    """
    forget(column)
    names = column.bylines.values_list("columnist__name", flat=True)
    backends.put(DESK, column.pk, for_index(column.headline, column.slug, *names))
    if column.state != Column.State.PUBLISHED or column.published_at is None:
        return
    # Text that is free only for some hours is not in the public index.
    is_free = not wall_schedule.is_ever_walled(column)
    position = _position(column.published_at, column.pk)
    SearchEntry.objects.create(column=column, position=position, body_is_open=is_free)
    topics = column.topics.values_list("name", flat=True)
    wider = [str(name) for name in (column.series, column.source) if name is not None]
    head = [column.headline, column.standfirst, *names, *topics, *wider]
    text = markup.plain(body)
    public_text = text if is_free else markup.plain(column.teaser)
    backends.put(EVERYONE, position, for_index(*head, public_text))
    backends.put(FULL, position, for_index(*head, text))


def forget(column: Column) -> None:
    SearchEntry.objects.filter(column=column).delete()


def reindex(columns: QuerySet[Column], *, at: datetime) -> int:
    """Index the columns again, each in its own transaction, so that search keeps working.

    Return how many.
    """
    count = 0
    for column in columns.select_related("series", "source").iterator(CHUNK):
        index(column, body_of(column.pk), at=at)
        count += 1
    return count


def reindex_all(*, at: datetime) -> int:
    count = reindex(Column.objects.order_by("pk"), at=at)
    backends.sweep(EVERYONE)
    backends.sweep(FULL)
    backends.sweep(DESK)
    return count


def find(
    terms: list[Term],
    reader: Reader,
    *,
    at: datetime,
    limit: int,
    offset: int = 0,
    before: Moment | None = None,
    after: Moment | None = None,
) -> list[Column]:
    """Return live columns with every term, newest first, from the index this reader may search.

    `before` is the last column of the previous page, `after` the first column of the following one
    (keyset pagination, so that columns published or withdrawn meanwhile do not shift the pages).
    """
    index_name = FULL if _may_search_texts(reader, at=at) else EVERYONE
    limits = {
        "before": _position(*before) if before else None,
        "after": _position(*after) if after else None,
    }
    results = backends.find(index_name, terms, at=at, limit=limit, offset=offset, **limits)
    columns = Column.objects.live(at).for_cards().in_bulk(results)
    shown = [columns[pk] for pk in results if pk in columns]
    return shown if after is None else shown[::-1]


def _may_search_texts(reader: Reader, *, at: datetime) -> bool:
    is_desk = reader.user is not None and Column.staff_may_see_every(reader.user)
    return is_desk or rule.is_entitled(reader, at=at)


def _position(published_at: datetime, pk: int) -> int:
    """Combine publication second and primary key into one number: unique, and ordered by time."""
    seconds = (published_at - EPOCH) // timedelta(seconds=1)
    return (min(max(seconds, 0), LAST_SECOND) << PK_BITS) | min(pk, LAST_PK)
