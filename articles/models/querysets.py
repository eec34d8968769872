"""QuerySet for columns."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, Q, Subquery

if TYPE_CHECKING:
    from articles.models.columns import Column  # noqa: F401 - names the base class's parameter


def live_at(at: datetime, *, of: str = "") -> Q:
    """Return Column.is_live() as a Q.

    `of` is the lookup prefix that leads to the column ("column__").
    """
    unexpired = Q(**{f"{of}expires_at": None}) | Q(**{f"{of}expires_at__gt": at})
    return unexpired & Q(**{f"{of}state": "published", f"{of}published_at__lte": at})


class ColumnQuerySet(models.QuerySet["Column"]):
    def live(self, at: datetime) -> "ColumnQuerySet":
        return self.filter(live_at(at))

    def next_change(self, at: datetime) -> datetime | None:
        """Return when pages next change without a save.

        An embargo or a licence ends, or a wall changes.
        """
        published = self.filter(state="published")
        # One indexed subquery for each date; a MIN() over all columns would read the whole table.
        nexts = {
            f"next_{name}": Subquery(
                published.filter(**{f"{name}__gt": at}).order_by(name).values(name)[:1]
            )
            for name in ("published_at", "expires_at", "then_from", "later_from")
        }
        columns = self.order_by().annotate(**nexts).values_list(*nexts)[:1]
        return min((moment for moments in columns for moment in moments if moment), default=None)

    def newest(self) -> "ColumnQuerySet":
        return self.order_by("-published_at", "-pk")

    def before(self, published_at: datetime, pk: int) -> "ColumnQuerySet":
        """Return the columns after this position in newest-first order (keyset pagination)."""
        same_moment = Q(published_at=published_at, pk__lt=pk)
        # The second condition is redundant, but lets the database start in the index.
        return self.filter(
            Q(published_at__lt=published_at) | same_moment, published_at__lte=published_at
        )

    def after(self, published_at: datetime, pk: int) -> "ColumnQuerySet":
        same_moment = Q(published_at=published_at, pk__gt=pk)
        return self.filter(
            Q(published_at__gt=published_at) | same_moment, published_at__gte=published_at
        )

    def for_cards(self) -> "ColumnQuerySet":
        """Load everything that a card or a row in a list prints, in two queries."""
        bylines = apps.get_model("articles", "Byline").objects.select_related("columnist__portrait")
        return self.select_related("lead_photo", "series", "source").prefetch_related(
            Prefetch("bylines", bylines)
        )

    def seen_by(self, user_pk: int) -> "ColumnQuerySet":
        return self.filter(bylines__columnist__user=user_pk)
