"""Atom feeds for all columns, a columnist or a topic: full text of free columns, teasers of others.

The personal feed of a subscriber uses the same template.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.absolute_urls import absolute_url
from accounts.context import site
from accounts.reader import Reader
from articles.models import Byline, Column, Columnist, ColumnTopic, Topic
from articles.models.columns import texts_for
from articles.models.lists import LinkQuerySet
from articles.models.querysets import ColumnQuerySet
from articles.pages import feed_extras, page_cache, xml
from articles.readers import personal_feeds
from articles.readers.personal_feeds import AccessFunction
from articles.text import pull_quotes
from articles.text.absolute_links import absolute
from articles.views.redirects import redirects_old_slugs
from subscriptions.models import Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason

ENTRIES = 30
# Atom requires <updated> in an empty feed too; a fixed one.
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
TAG_YEAR = "2026"
OWN_TITLE = "Your columns in full"


@dataclass(frozen=True)
class Entry:
    column: Column
    identity: str
    updated: datetime
    content: str


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    entries = _entries(list(_newest(at)), _free_access(at))
    return _respond(request, entries, at=at, name="feed", page=reverse("articles:front"))


@require_safe
@redirects_old_slugs(Columnist, "columnist-feed")
def columnist_feed(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    columnist = get_object_or_404(Columnist, slug=slug)
    bylines = Byline.objects.live(at).filter(columnist=columnist)
    entries = _entries(_linked(bylines), _free_access(at))
    name, page = f"columnists/{columnist.pk}", columnist.get_absolute_url()
    return _respond(request, entries, at=at, name=name, page=page, about=columnist.name)


@require_safe
@redirects_old_slugs(Topic, "topic-feed")
def topic_feed(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    topic = get_object_or_404(Topic, slug=slug)
    column_topics = ColumnTopic.objects.live(at).filter(topic=topic)
    entries = _entries(_linked(column_topics), _free_access(at))
    name, page = f"topics/{topic.pk}", topic.get_absolute_url()
    return _respond(request, entries, at=at, name=name, page=page, about=topic.name)


@require_safe
def personal_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve the feed to anybody who knows its secret URL.

    It contains the full texts that its owner may read now.
    """
    at = timezone.now()
    own = personal_feeds.feed_by_secret(secret)
    if own is None:
        raise Http404
    columns = list(_newest(at))
    entries = _entries(columns, personal_feeds.access_function(own, columns, at=at))
    page = reverse("articles:front")
    context = _context(entries, name=f"feeds/{own.pk}", page=page, about=OWN_TITLE)
    response = _atom(context, cache=page_cache.OWN_CACHE_CONTROL)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The URL is a secret, which links in the texts must not send to other sites.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _newest(at: datetime) -> ColumnQuerySet:
    columns = Column.objects.live(at).newest().for_cards().prefetch_related("topics", "corrections")
    return columns[:ENTRIES]


def _linked(links: LinkQuerySet) -> list[Column]:
    newest = links.newest().for_cards().prefetch_related("column__topics", "column__corrections")
    return [link.column for link in newest[:ENTRIES]]


def _respond(
    request: HttpRequest,
    entries: list[Entry],
    *,
    name: str,
    page: str,
    at: datetime,
    about: str = "",
) -> HttpResponse:
    context = _context(entries, name=name, page=page, about=about)
    changes = [entry.column.wall_changes_after(at) for entry in entries]
    next_change = min((change for change in changes if change is not None), default=None)
    here = {"feed_url": absolute_url(request.path)}
    return _atom({**context, **here}, cache=page_cache.shared_cache_control(next_change, at))


def _atom(context: dict[str, Any], *, cache: str) -> HttpResponse:
    return xml.respond(
        "articles/feed.xml", context, content_type="application/atom+xml", cache=cache
    )


def _context(entries: list[Entry], *, name: str, page: str, about: str) -> dict[str, Any]:
    return {
        "title": f"{about} · {settings.SITE_NAME}" if about else settings.SITE_NAME,
        "identity": _tag(name),
        "page_url": absolute_url(page),
        "language": settings.LANGUAGE_CODE,
        "updated": max((entry.updated for entry in entries), default=NOTHING_YET),
        "entries": entries,
    }


def _entries(columns: list[Column], access_of: AccessFunction) -> list[Entry]:
    """Return the entries; `access_of` returns an access for each column to include in full."""
    accesses = [access_of(column) for column in columns]
    texts = texts_for(access for access in accesses if access is not None)
    extras = feed_extras.columns([column.pk for column in columns])
    entries: list[Entry] = []
    for column in columns:
        text = texts.get(column.pk)
        # Extras, such as published replies, may quote the full text.
        shown = extras.get(column.pk, []) if text is not None else []
        changes = [column.published_at, column.updated_at]
        changes += [correction.at for correction in column.corrections.all()]
        changes += [extra.at for extra in shown]
        html = pull_quotes.without_repeated(text.body) if text is not None else column.teaser
        address = absolute_url(column.get_absolute_url())
        context = {
            **site(),
            "column": column,
            "html": mark_safe(absolute(html, address)),  # noqa: S308 - cleaned at every way in
            "address": address,
            "whole": text is not None,
            "besides": shown,
        }
        content = render_to_string("articles/_feed_content.html", context)
        updated = max(change for change in changes if change is not None)
        entries.append(Entry(column, _tag(f"columns/{column.pk}"), updated, str(content)))
    return entries


def _free_access(at: datetime) -> AccessFunction:
    """Return a function that gives anonymous readers' access.

    Return None if the feed holds only the teaser for every reader.
    """

    def access_to(column: Column) -> Access | None:
        if column.wall_at(at) != Wall.FREE or not column.may_syndicate_text:
            return None
        access = rule.check(column, Reader(), at=at)
        return access if access.granted and access.reason == Reason.FREE else None

    return access_to


def _tag(name: str) -> str:
    """Return a tag URI (RFC 4151), which does not change with the slug."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{TAG_YEAR}:{name}"
