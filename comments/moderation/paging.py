"""Keyset pagination of the moderation queue: added or removed comments do not shift pages."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from comments.models import Comment
from comments.models.comments import CommentQuerySet
from comments.moderation import actions

CURSOR = re.compile(r"([01])-(-?[0-9]{1,17})-([0-9]{1,18})", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Place:
    """A comment's position in the queue; str() is the form for a URL."""

    urgency: int
    since: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.urgency}-{(self.since - EPOCH) // MICROSECOND}-{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        match = CURSOR.fullmatch(text)
        try:
            return (
                cls(int(match[1]), EPOCH + int(match[2]) * MICROSECOND, int(match[3]))
                if match
                else None
            )
        except OverflowError:
            return None

    @property
    def beyond(self) -> Q:
        later = Q(since__gt=self.since) | Q(since=self.since, pk__gt=self.pk)
        return Q(urgency__gt=self.urgency) | (Q(urgency=self.urgency) & later)


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue; `after` is the position for the next page, "" on the last one."""

    comments: list[Comment]
    total: int
    earlier: int
    after: str


def page_of(comments: CommentQuerySet, *, after: str, size: int) -> QueuePage:
    """Return the page after this position, or the first page if nothing is left there."""
    queue = actions.in_order(comments)
    total, place = queue.count(), Place.parse(after)
    rest = queue.filter(place.beyond) if place is not None else queue
    shown = list(rest[: size + 1])
    if not shown:
        rest, shown = queue, list(queue[: size + 1])
    earlier = total - rest.count() if rest is not queue else 0
    last = shown[size - 1] if len(shown) > size else None
    following = str(Place(last.urgency, last.since, last.pk)) if last is not None else ""  # type: ignore[attr-defined]  # annotated by in_order()
    return QueuePage(shown[:size], total, max(earlier, 0), following)
