"""QuerySets for columns of a columnist or topic, and for columnists, topics and series.

`live_from`, copied into bylines and column topics, gives these lists an index: page 900 costs the
same as page 1.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from articles.models.querysets import live_at


class LinkQuerySet(models.QuerySet[Any]):
    """Bylines or column topics, used as a list of their columns."""

    def live(self, at: datetime) -> "LinkQuerySet":
        """Return links to live columns.

        `live_from` is for the index; the column's own fields decide.
        """
        return self.filter(live_at(at, of="column__"), live_from__lte=at)

    def newest(self) -> "LinkQuerySet":
        return self.order_by("-live_from", "-column_id")

    def before(self, published_at: datetime, column_pk: int) -> "LinkQuerySet":
        same_moment = Q(live_from=published_at, column_id__lt=column_pk)
        # The second condition is redundant, but lets the database start in the index.
        return self.filter(Q(live_from__lt=published_at) | same_moment, live_from__lte=published_at)

    def for_cards(self) -> "LinkQuerySet":
        bylines = apps.get_model("articles", "Byline").objects.select_related("columnist__portrait")
        columns = ("column__lead_photo", "column__series", "column__source")
        return self.select_related(*columns).prefetch_related(Prefetch("column__bylines", bylines))


class ColumnistQuerySet(models.QuerySet[Any]):
    def published(self, at: datetime) -> "ColumnistQuerySet":
        """Return columnists with a live column, who published last first."""
        columnists: ColumnistQuerySet = (
            self.annotate(last=_last("Byline", "columnist", at))
            .exclude(last=None)
            .order_by("-last", "pk")
        )
        return columnists

    def with_portrait(self) -> "ColumnistQuerySet":
        return self.select_related("portrait")


class TopicQuerySet(models.QuerySet[Any]):
    def in_use(self, at: datetime) -> "TopicQuerySet":
        topics: TopicQuerySet = (
            self.annotate(last=_last("ColumnTopic", "topic", at))
            .exclude(last=None)
            .order_by("name")
        )
        return topics


class SeriesQuerySet(models.QuerySet[Any]):
    def running(self, at: datetime) -> "SeriesQuerySet":
        """Return series with a live column, newest column first."""
        columns = (
            apps.get_model("articles", "Column").objects.live(at).filter(series=OuterRef("pk"))
        )
        last = Subquery(columns.order_by("-published_at").values("published_at")[:1])
        serieses: SeriesQuerySet = (
            self.annotate(last=last).exclude(last=None).order_by("-last", "pk")
        )
        return serieses


def _last(link: str, name: str, at: datetime) -> Subquery:
    links: QuerySet[Any] = apps.get_model("articles", link).objects.filter(
        live_from__lte=at, **{name: OuterRef("pk")}
    )
    return Subquery(links.order_by("-live_from").values("live_from")[:1])
