"""Whether a column has comments and until when they are open.

The rules of the column, its series or the policy decide.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from articles.models import Column
from comments.models import ColumnRule, CommentPolicy, Opening, SeriesRule


@dataclass(frozen=True)
class Availability:
    """The permitted use of comments now; `last_day` is the last day on which readers may write."""

    opening: Opening
    last_day: date | None

    @property
    def is_visible(self) -> bool:
        return self.opening != Opening.OFF

    @property
    def is_open(self) -> bool:
        return self.opening == Opening.OPEN


def availability_of(
    column: Column, *, at: datetime, policy: CommentPolicy | None = None
) -> Availability:
    policy = policy or CommentPolicy.current()
    if column.published_at is None:
        return Availability(Opening.OFF, None)
    rule: ColumnRule | SeriesRule | None = ColumnRule.objects.filter(column=column.pk).first()
    if rule is None and column.series_id is not None:
        rule = SeriesRule.objects.filter(series=column.series_id).first()
    opening = Opening(rule.opening if rule else getattr(policy, column.wall_at(at).value))
    days = rule.close_after_days if rule and rule.close_after_days else policy.close_after_days
    # Comments close at the end of a day, because pages are cached for a day and show the date.
    last_day = timezone.localdate(column.published_at) + timedelta(days=days) if days else None
    if opening == Opening.OPEN and last_day is not None and timezone.localdate(at) > last_day:
        opening = Opening.CLOSED
    return Availability(opening, last_day if opening == Opening.OPEN else None)
