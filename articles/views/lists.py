"""Lists of columns, newest first, with keyset pagination."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.models import Byline, Column, Columnist, ColumnTopic, Series, Topic
from articles.models.lists import LinkQuerySet
from articles.models.querysets import ColumnQuerySet
from articles.pages import page_cache
from articles.publishing import series_order
from articles.views.pagination import PAGE, Cursor, cursor, cursor_from
from articles.views.redirects import redirects_old_slugs


@require_safe
@page_cache.cached_page
def archive(request: HttpRequest, *, at: datetime) -> page_cache.Content:
    return "articles/archive.html", _columns_page(request, Column.objects.live(at))


@require_safe
@redirects_old_slugs(Series, "series")
@page_cache.cached_page
def series(request: HttpRequest, *, at: datetime, slug: str) -> page_cache.Content:
    shown = get_object_or_404(Series, slug=slug)
    columns = Column.objects.live(at).filter(series=shown)
    in_order = [] if request.GET.get("before") else series_order.numbered_columns(shown, at=at)
    return "articles/series.html", {
        "series": shown,
        "numbered": in_order,
        **_columns_page(request, columns),
    }


@require_safe
@redirects_old_slugs(Topic, "topic")
@page_cache.cached_page
def topic(request: HttpRequest, *, at: datetime, slug: str) -> page_cache.Content:
    shown = get_object_or_404(Topic, slug=slug)
    column_topics = ColumnTopic.objects.live(at).filter(topic=shown)
    return "articles/topic.html", {"topic": shown, **_links_page(request, column_topics)}


@require_safe
@redirects_old_slugs(Columnist, "columnist")
@page_cache.cached_page
def columnist(request: HttpRequest, *, at: datetime, slug: str) -> page_cache.Content:
    page = get_object_or_404(Columnist.objects.with_portrait().prefetch_related("links"), slug=slug)
    bylines = Byline.objects.live(at).filter(columnist=page)
    return "articles/columnist.html", {"columnist": page, **_links_page(request, bylines)}


@require_safe
@page_cache.cached_page
def columnists(request: HttpRequest, *, at: datetime) -> page_cache.Content:
    everyone = Columnist.objects.published(at).with_portrait().order_by("name", "pk")
    return "articles/columnists.html", {"columnists": everyone}


def _columns_page(request: HttpRequest, columns: ColumnQuerySet) -> page_cache.Context:
    position = cursor_from(request)
    if position is not None:
        columns = columns.before(*position)
    return _page(list(columns.newest().for_cards()[: PAGE + 1]), position)


def _links_page(request: HttpRequest, links: LinkQuerySet) -> page_cache.Context:
    position = cursor_from(request)
    if position is not None:
        links = links.before(*position)
    return _page([link.column for link in links.newest().for_cards()[: PAGE + 1]], position)


def _page(columns: list[Column], position: Cursor | None) -> page_cache.Context:
    shown = columns[:PAGE]
    older = cursor(shown[-1].published_at, shown[-1].pk) if len(columns) > PAGE else ""
    return {"columns": shown, "older": older, "is_newest": position is None}
