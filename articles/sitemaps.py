"""Sitemap index and its sections, news sitemap and robots.txt.

A section holds a range of primary keys, so that no request counts the whole archive.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, IntegerField, Max, QuerySet
from django.db.models.functions import Cast, Coalesce, Floor, Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import set_response_etag
from django.views.decorators.http import require_safe

from accounts.absolute_urls import absolute_url
from accounts.text.numbers import COUNT, parse_number
from articles.models import Column, Columnist, Page, Series, Topic
from articles.models.querysets import ColumnQuerySet
from articles.pages import page_cache, xml

SPAN = 5_000  # primary keys in a section; the protocol allows 50,000 URLs
MOST_NAMES = 10_000  # of each kind
NEWS_HOURS = 48
MOST_NEWS = 1_000  # the protocol's limit
NAMES = "names"
CHANGED = Greatest(
    Coalesce("updated_at", "published_at"), "published_at"
)  # readers do not see earlier edits


class Address(NamedTuple):
    url: str
    changed: datetime | None


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    columns = Column.objects.live(timezone.now()).order_by()
    spans = columns.values(span=Cast(Floor(F("pk") * 1.0 / SPAN), IntegerField()))
    changes = spans.annotate(last=Max(CHANGED)).order_by("span").values_list("span", "last")
    sections = [Address(_section_url(f"columns-{span}"), changed) for span, changed in changes]
    newest = max((each.changed for each in sections if each.changed is not None), default=None)
    names = Address(_section_url(NAMES), newest)
    return xml.respond("articles/sitemap_index.xml", {"sections": [names, *sections]})


@require_safe
def sitemap_section(request: HttpRequest, part: str) -> HttpResponse:
    at = timezone.now()
    if part == NAMES:
        addresses = _names(at)
    else:
        prefix, _, number = part.rpartition("-")
        span = parse_number(number, digits=COUNT)
        if prefix != "columns" or span is None:
            raise Http404("There is no such part of the sitemap.")
        addresses = _columns(span, at)
    return xml.respond("articles/sitemap.xml", {"addresses": list(addresses)})


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    fresh = Column.objects.live(at).filter(published_at__gt=at - timedelta(hours=NEWS_HOURS))
    columns = _original(fresh.newest().only("headline", "slug", "published_at", "canonical_url"))
    language = settings.LANGUAGE_CODE.split("-")[0]
    return xml.respond(
        "articles/news_sitemap.xml",
        {"columns": list(islice(columns, MOST_NEWS)), "language": language},
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    response = render(request, "robots.txt", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = page_cache.SHARED_CACHE_CONTROL
    set_response_etag(response)  # the middleware sets none for HEAD
    return response


def _columns(span: int, at: datetime) -> Iterator[Address]:
    columns = (
        Column.objects.live(at).filter(pk__gte=span * SPAN, pk__lt=(span + 1) * SPAN).order_by("pk")
    )
    for column in _original(columns.only("slug", "canonical_url").annotate(changed=CHANGED)):
        yield Address(absolute_url(column.get_absolute_url()), column.changed)  # type: ignore[attr-defined]  # annotated


def _original(columns: ColumnQuerySet) -> Iterator[Column]:
    """Skip columns whose canonical URL is on another site: a sitemap lists only canonical URLs."""
    return (column for column in columns.iterator() if column.is_canonical_here)


def _names(at: datetime) -> Iterator[Address]:
    newest = Column.objects.live(at).newest().values_list("published_at", flat=True).first()
    for name in ("front", "archive", "columnists"):
        yield Address(absolute_url(reverse(f"articles:{name}")), newest)
    named: list[QuerySet[Any]] = [
        Columnist.objects.published(at),
        Topic.objects.in_use(at),
        Series.objects.running(at),
    ]
    for names in named:
        for each in names[:MOST_NAMES]:
            yield Address(absolute_url(each.get_absolute_url()), each.last)
    for page in Page.objects.all()[:MOST_NAMES]:
        yield Address(absolute_url(page.get_absolute_url()), page.updated_at)


def _section_url(part: str) -> str:
    return absolute_url(reverse("articles:sitemap-part", args=[part]))
