"""Atom feeds of everything, of a columnist, of a topic: the whole text of free columns, the teaser of walled ones."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from selectolax.lexbor import LexborHTMLParser

from accounts.context import site
from accounts.reader import Reader
from articles import beside, keep, xml_pages
from articles.beside import Beside
from articles.models import Byline, Column, Columnist, Filing, Topic
from articles.models.columns import texts_for
from articles.models.lists import LinkQuerySet
from articles.views.moved import leads_on
from subscriptions import paywall
from subscriptions.access import Access, Reason
from subscriptions.models import Wall

ENTRIES = 30
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)  # an empty feed must name a moment, and always the same one
TAG_YEAR = "2026"
ADDRESSES = ("href", "src")


@dataclass(frozen=True)
class Entry:
    column: Column
    identity: str
    updated: datetime
    content: str


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    columns = Column.objects.live(at).newest().for_cards().prefetch_related("topics", "corrections")
    entries = _entries(list(columns[:ENTRIES]), at=at)
    return _respond(request, entries, at=at, name="feed", page=reverse("articles:front"))


@require_safe
@leads_on(Columnist, "columnist-feed")
def columnist_feed(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    columnist = get_object_or_404(Columnist, slug=slug)
    entries = _entries(_linked(Byline.objects.live(at).filter(columnist=columnist)), at=at)
    name, page = f"columnists/{columnist.pk}", columnist.get_absolute_url()
    return _respond(request, entries, at=at, name=name, page=page, about=columnist.name)


@require_safe
@leads_on(Topic, "topic-feed")
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    topic = get_object_or_404(Topic, slug=slug)
    entries = _entries(_linked(Filing.objects.live(at).filter(topic=topic)), at=at)
    return _respond(request, entries, at=at, name=f"topics/{topic.pk}", page=topic.get_absolute_url(), about=topic.name)


def _linked(links: LinkQuerySet) -> list[Column]:
    newest = links.newest().for_cards().prefetch_related("column__topics", "column__corrections")
    return [link.column for link in newest[:ENTRIES]]


def _respond(
    request: HttpRequest, entries: list[Entry], *, name: str, page: str, at: datetime, about: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": f"{about} · {settings.SITE_NAME}" if about else settings.SITE_NAME,
        "identity": _tag(name),
        "page_url": f"{settings.SITE_URL}{page}",
        "feed_url": f"{settings.SITE_URL}{request.path}",
        "language": settings.LANGUAGE_CODE,
        "updated": max((entry.updated for entry in entries), default=NOTHING_YET),
        "entries": entries,
    }
    changes = [change for entry in entries if (change := entry.column.wall_changes_after(at)) is not None]
    cache = keep.shared(min(changes, default=None), at)
    return xml_pages.respond("articles/feed.xml", context, content_type="application/atom+xml", cache=cache)


def _entries(columns: list[Column], *, at: datetime) -> list[Entry]:
    texts = texts_for(access for column in columns if (access := _access(column, at)) is not None)
    besides = beside.columns([column.pk for column in columns])
    return [_entry(column, texts.get(column.pk), besides.get(column.pk, [])) for column in columns]


def _entry(column: Column, text: Any, besides: list[Beside]) -> Entry:
    """What stands beside a column goes where its text does."""
    shown = besides if text is not None else []
    updated = max([_updated(column), *(each.at for each in shown)])
    return Entry(column, _tag(f"columns/{column.pk}"), updated, _content(column, text, shown))


def _access(column: Column, at: datetime) -> Access | None:
    """The paywall's leave for anyone at all; None where the feed has but the teaser, whoever asks."""
    if column.wall_at(at) != Wall.FREE or (column.source_id is not None and not column.full_text_feed):
        return None
    access = paywall.look(column, Reader(), at=at)
    return access if access.granted and access.reason == Reason.FREE else None


def _content(column: Column, text: Any, besides: list[Beside]) -> str:
    """The entry's HTML, with addresses that hold outside the site."""
    address = f"{settings.SITE_URL}{column.get_absolute_url()}"
    html = absolute(text.body if text is not None else column.teaser, address)
    context = {"column": column, "html": mark_safe(html), "address": address, "whole": text is not None}  # noqa: S308 - cleaned at every way in
    return str(render_to_string("articles/_feed_content.html", {**site(), **context, "besides": besides}))


def absolute(html: str, address: str) -> str:
    """The HTML with every link and picture as a full address."""
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    for node in body.css(", ".join(f"[{name}]" for name in ADDRESSES)):
        for name in ADDRESSES:
            given = node.attributes.get(name)
            if given is not None:
                node.attrs[name] = _joined(address, given)
    return body.inner_html or ""


def _joined(address: str, given: str) -> str:
    try:
        return urljoin(address, given)
    except ValueError:  # "http://[" and its like
        return address


def _updated(column: Column) -> datetime:
    moments = [column.published_at, column.updated_at, *(correction.at for correction in column.corrections.all())]
    return max(moment for moment in moments if moment is not None)


def _tag(name: str) -> str:
    """A name that outlives a change of slug (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{TAG_YEAR}:{name}"
