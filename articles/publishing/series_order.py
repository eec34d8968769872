"""The order of columns in a series: edited at the desk, shown on column pages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from articles import permissions
from articles.models import Column, Series
from articles.publishing import scheduling
from articles.publishing.save import save_column
from articles.publishing.workflow import CannotMove

MOST = 200  # columns whose order is changed on one page
LISTED = 100  # parts that a series' page lists
TWICE = "Two columns have number {place}: “{one}” and “{other}”. Give one of them another number."


@dataclass(frozen=True)
class SeriesPosition:
    """A column's neighbours in its series; `of` is the last number that has appeared."""

    before: Column | None
    after: Column | None
    of: int = 0


def position_of(column: Column, *, at: datetime) -> SeriesPosition | None:
    """Return its neighbours among live columns, by number if the column has one, else by date."""
    if column.series_id is None or column.published_at is None:
        return None
    live = Column.objects.live(at).filter(series=column.series_id).exclude(pk=column.pk)
    if column.series_position is None:
        dated = (column.published_at, column.pk)
        before, after = (
            live.before(*dated).newest().first(),
            live.after(*dated).order_by("published_at", "pk").first(),
        )
        return SeriesPosition(before, after)
    numbered = live.exclude(series_position=None)
    last = numbered.aggregate(last=Max("series_position"))["last"] or 0
    return SeriesPosition(
        numbered.filter(series_position__lt=column.series_position)
        .order_by("-series_position", "-pk")
        .first(),
        numbered.filter(series_position__gt=column.series_position)
        .order_by("series_position", "pk")
        .first(),
        of=max(last, column.series_position),
    )


def numbered_columns(series: Series, *, at: datetime) -> list[Column]:
    numbered = Column.objects.live(at).filter(series=series).exclude(series_position=None)
    return list(numbered.order_by("series_position", "pk").defer("teaser", "standfirst")[:LISTED])


def in_order(series: Series) -> list[Column]:
    """Return up to MOST columns of any state for the desk: numbered ones first, then by date."""
    columns = Column.objects.filter(series=series).defer("teaser", "standfirst")
    ordered = columns.order_by(
        F("series_position").asc(nulls_last=True), F("published_at").asc(nulls_last=True), "pk"
    )
    return list(ordered.prefetch_related("bylines__columnist")[:MOST])


def by_date(columns: Sequence[Column]) -> dict[int, int | None]:
    """Number the columns that have a date from 1, oldest first; others get None."""
    dated = [
        (column.published_at, column.pk) for column in columns if column.published_at is not None
    ]
    positions: dict[int, int | None] = {column.pk: None for column in columns}
    return positions | {pk: number for number, (_, pk) in enumerate(sorted(dated), start=1)}


@transaction.atomic
def reorder(
    series: Series,
    positions: Mapping[int, int | None],
    seen: Mapping[int, int],
    *,
    by: User,
    at: datetime,
) -> int:
    """Save the new numbers, all or none; return how many changed.

    Raise CannotMove with a message.
    """
    if not permissions.may_publish(by):
        raise CannotMove(scheduling.NOT_YOURS)
    columns = Column.objects.filter(series=series, pk__in=positions).in_bulk()
    _check_unique(columns, positions)
    changed = [pk for pk, column in columns.items() if column.series_position != positions[pk]]
    for pk in changed:
        column = scheduling.locked(pk, seen=seen.get(pk, 0), by=by)
        column.series_position = positions[pk]
        message = "without a number" if positions[pk] is None else f"part {positions[pk]}"
        save_column(column, by=by, at=at, why=f"In its series: {message}")
    return len(changed)


def _check_unique(columns: Mapping[int, Column], positions: Mapping[int, int | None]) -> None:
    counted = Counter(position for position in positions.values() if position is not None)
    position = next((position for position, number in counted.items() if number > 1), None)
    if position is None:
        return
    names = [
        columns[pk].headline for pk, at in positions.items() if at == position and pk in columns
    ]
    if len(names) > 1:
        raise CannotMove(TWICE.format(place=position, one=names[0], other=names[1]))
