"""Lists that go through a link (columns of a columnist, columns in a topic) and lists of the names themselves.

`live_from`, copied into the links, gives these lists an index: page 900 costs what page 1 costs.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from articles.models.querysets import live_at


class LinkQuerySet(models.QuerySet[Any]):
    """Bylines or filings, standing for their columns."""

    def live(self, at: datetime) -> "LinkQuerySet":
        """`live_from` for the index; the column itself decides, in case its links were left behind."""
        return self.filter(live_at(at, of="column__"), live_from__lte=at)

    def newest(self) -> "LinkQuerySet":
        return self.order_by("-live_from", "-column_id")

    def before(self, published_at: datetime, column_pk: int) -> "LinkQuerySet":
        """Those that come after this place in a list of the newest."""
        same_moment = Q(live_from=published_at, column_id__lt=column_pk)
        return self.filter(Q(live_from__lt=published_at) | same_moment, live_from__lte=published_at)

    def for_cards(self) -> "LinkQuerySet":
        """With the columns and everything that a row in a list prints, in two statements."""
        bylines = apps.get_model("articles", "Byline").objects.select_related("columnist__portrait")
        columns = ("column__lead_photo", "column__series", "column__source")
        return self.select_related(*columns).prefetch_related(Prefetch("column__bylines", bylines))


class ColumnistQuerySet(models.QuerySet[Any]):
    def published(self, at: datetime) -> "ColumnistQuerySet":
        """Those with a column that has appeared; whoever wrote last comes first."""
        columnists: ColumnistQuerySet = (
            self.annotate(last=_last("Byline", "columnist", at)).exclude(last=None).order_by("-last", "pk")
        )
        return columnists

    def with_portrait(self) -> "ColumnistQuerySet":
        return self.select_related("portrait")


class TopicQuerySet(models.QuerySet[Any]):
    def in_use(self, at: datetime) -> "TopicQuerySet":
        """Those with a column that has appeared, by name."""
        topics: TopicQuerySet = self.annotate(last=_last("Filing", "topic", at)).exclude(last=None).order_by("name")
        return topics


class SeriesQuerySet(models.QuerySet[Any]):
    def running(self, at: datetime) -> "SeriesQuerySet":
        """Those with a column that has appeared; the one that went on last comes first."""
        columns = apps.get_model("articles", "Column").objects.live(at).filter(series=OuterRef("pk"))
        last = Subquery(columns.order_by("-published_at").values("published_at")[:1])
        serieses: SeriesQuerySet = self.annotate(last=last).exclude(last=None).order_by("-last", "pk")
        return serieses


def _last(link: str, name: str, at: datetime) -> Subquery:
    """The moment of the newest column under a name, by the link's index."""
    links: QuerySet[Any] = apps.get_model("articles", link).objects.filter(live_from__lte=at, **{name: OuterRef("pk")})
    return Subquery(links.order_by("-live_from").values("live_from")[:1])
