"""Lists of columns, newest first. They page by the place where the last page ended, never by counting."""

import re
from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles import keep, serial
from articles.models import Byline, Column, Columnist, Filing, Series, Topic
from articles.models.lists import LinkQuerySet
from articles.models.querysets import ColumnQuerySet
from articles.views.moved import leads_on

PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"(-?[0-9]{1,17})_([0-9]{1,18})", re.ASCII)  # microseconds since EPOCH, primary key

Place = tuple[datetime, int]


@require_safe
@keep.kept
def archive(request: HttpRequest, *, at: datetime) -> tuple[str, keep.Context]:
    return "articles/archive.html", _columns_page(request, Column.objects.live(at))


@require_safe
@leads_on(Series, "series")
@keep.kept
def series(request: HttpRequest, *, at: datetime, slug: str) -> tuple[str, keep.Context]:
    shown = get_object_or_404(Series, slug=slug)
    columns = Column.objects.live(at).filter(series=shown)
    in_order = [] if request.GET.get("before") else serial.parts(shown, at=at)
    return "articles/series.html", {"series": shown, "parts": in_order, **_columns_page(request, columns)}


@require_safe
@leads_on(Topic, "topic")
@keep.kept
def topic(request: HttpRequest, *, at: datetime, slug: str) -> tuple[str, keep.Context]:
    shown = get_object_or_404(Topic, slug=slug)
    filings = Filing.objects.live(at).filter(topic=shown)
    return "articles/topic.html", {"topic": shown, **_links_page(request, filings)}


@require_safe
@leads_on(Columnist, "columnist")
@keep.kept
def columnist(request: HttpRequest, *, at: datetime, slug: str) -> tuple[str, keep.Context]:
    shown = get_object_or_404(Columnist.objects.with_portrait().prefetch_related("links"), slug=slug)
    bylines = Byline.objects.live(at).filter(columnist=shown)
    return "articles/columnist.html", {"columnist": shown, **_links_page(request, bylines)}


@require_safe
@keep.kept
def columnists(request: HttpRequest, *, at: datetime) -> tuple[str, keep.Context]:
    everyone = Columnist.objects.heard(at).with_portrait().order_by("name", "pk")
    return "articles/columnists.html", {"columnists": everyone}


def _columns_page(request: HttpRequest, columns: ColumnQuerySet) -> keep.Context:
    place = _place(request)
    if place is not None:
        columns = columns.before(*place)
    return _page(list(columns.newest().for_cards()[: PAGE + 1]), place)


def _links_page(request: HttpRequest, links: LinkQuerySet) -> keep.Context:
    place = _place(request)
    if place is not None:
        links = links.before(*place)
    return _page([link.column for link in links.newest().for_cards()[: PAGE + 1]], place)


def _page(found: list[Column], place: Place | None) -> keep.Context:
    """A page's columns; where more were found than fit, `older` leads on."""
    shown = found[:PAGE]
    older = _cursor(shown[-1]) if len(found) > PAGE else ""
    return {"columns": shown, "older": older, "is_newest": place is None}


def _cursor(column: Column) -> str:
    moment = column.published_at or EPOCH  # a live column always has one
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}_{column.pk}"


def _place(request: HttpRequest) -> Place | None:
    """Where the last page ended; an address that no page of ours links to is not found."""
    given = request.GET.get("before", "")
    if not given:
        return None
    match = CURSOR.fullmatch(given)
    if match is None:
        raise Http404("No page of columns begins here.")
    try:
        return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError as problem:
        raise Http404("No calendar has this moment.") from problem
