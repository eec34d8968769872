"""What the column page prints, granted or not."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import mark_safe

from articles import figures, structured
from articles.models import Column
from subscriptions.access import Access
from subscriptions.models import Wall

LATEST = 6


def latest(at: datetime, *, besides: int) -> list[Column]:
    """The newest columns of the whole site, without the one that is being read."""
    return list(Column.objects.live(at).exclude(pk=besides).newest().for_cards()[:LATEST])


def column_context(head: Column, access: Access, *, at: datetime) -> dict[str, Any]:
    """The context of articles/column.html. The text is asked for only where the access opens it."""
    column = Column.objects.for_cards().prefetch_related("corrections", "topics").get(pk=head.pk)
    opened = access.opens(head.pk)
    html = figures.with_srcset(column.text_for(access).body) if opened else column.teaser
    canonical = column.canonical_url or f"{settings.SITE_URL}{column.get_absolute_url()}"
    return {
        "column": column,
        "granted": opened,
        "html": mark_safe(html),  # noqa: S308 - cleaned at every way in
        "free": column.wall_at(at) == Wall.FREE,
        "canonical": canonical,
        "structured": structured.about_column(column, canonical=canonical, at=at),
        "latest": latest(at, besides=column.pk),
        **_beside(column, at),
    }


def _beside(column: Column, at: datetime) -> dict[str, Column | None]:
    """The series' live columns just before and after this one."""
    if column.series_id is None or column.published_at is None:
        return {}
    series = Column.objects.live(at).filter(series=column.series_id)
    place = (column.published_at, column.pk)
    return {
        "series_before": series.before(*place).order_by("-published_at", "-pk").first(),
        "series_after": series.after(*place).order_by("published_at", "pk").first(),
    }
