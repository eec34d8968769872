"""Context and fragments of the column page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from accounts.absolute_urls import absolute_url
from accounts.context import site
from articles.models import Column
from articles.pages import page_cache, structured_data
from articles.pages.related import related
from articles.publishing import series_order
from articles.text import embeds, figures
from subscriptions.models import Wall
from subscriptions.paywall import messages
from subscriptions.paywall.access import Access, Reason
from subscriptions.paywall.wall_state import wall_context

LATEST = 6
SAVE = """<form method="post" action="{}">
<input type="hidden" name="csrfmiddlewaretoken" value="{}">
<button type="submit">Save for later</button></form>"""
SAVED = """<p>Saved for later</p> <form method="post" action="{}">
<input type="hidden" name="csrfmiddlewaretoken" value="{}">
<input type="hidden" name="from" value="column">
<button
type="submit">Remove<span class="hidden-label"> from your saved columns</span></button></form>
<a href="{}">Your saved columns</a>"""
GIFT_LINK_REASON = "by a link that opens it without a subscription"


def latest(at: datetime, *, besides: int) -> list[Column]:
    return list(Column.objects.live(at).exclude(pk=besides).newest().for_cards()[:LATEST])


def column_context(head: Column, access: Access, *, at: datetime) -> dict[str, Any]:
    """Return the context of articles/column.html.

    The text is loaded only if the access opens it.
    """
    column = Column.objects.for_cards().prefetch_related("corrections", "topics").get(pk=head.pk)
    opened = access.opens(head.pk)
    html = figures.painted(column.text_for(access).body) if opened else column.teaser
    return page_context(column, html, granted=opened, at=at)


def page_context(column: Column, html: str, *, granted: bool, at: datetime) -> dict[str, Any]:
    """Return the context for a column, saved or not; `html` is the text that this reader gets."""
    canonical = column.canonical_url or absolute_url(column.get_absolute_url())
    return {
        "column": column,
        "granted": granted,
        "html": mark_safe(html),  # noqa: S308 - cleaned at every way in
        "plays": bool(embeds.players(html)),
        "free": column.wall_at(at) == Wall.FREE,
        "canonical": canonical,
        "structured": structured_data.about_column(
            column, canonical=canonical, at=at, opened=granted
        ),
        "corrected_at": max((each.at for each in column.corrections.all()), default=None),
        "related": related(column, at=at),
        "latest": latest(at, besides=column.pk),
        "series_place": series_order.position_of(column, at=at),
    }


def meter_fragment(access: Access) -> str:
    line = messages.meter_line(access)
    return format_html('<p class="meter">{}</p>', line) if line else ""


def wall_fragment(access: Access, *, next_path: str, signed_in: bool) -> str:
    wall = wall_context(access, next_path=next_path, signed_in=signed_in)
    return page_cache.cached_fragment(
        f"wall {wall}", lambda: render_to_string("subscriptions/_wall.html", {**site(), **wall})
    )


def gift_link_fragment(column: Column, access: Access) -> str:
    """Return the link to the gift page, for subscribers only."""
    if access.reason != Reason.ENTITLED:
        return ""
    address = reverse("articles:give", args=[column.slug])
    return format_html(
        '<p><a href="{}">Give this column to a friend</a> <span class="note">{}</span></p>',
        address,
        GIFT_LINK_REASON,
    )


def save_button_fragment(request: HttpRequest, column: Column) -> str:
    """Return the save button or the saved state for signed-in readers; visitors keep the link to
    sign in.
    """
    if column.reader_state is None:
        return ""
    token = get_token(request)
    if column.reader_state.saved_pk is None:
        return format_html(SAVE, reverse("articles:save", args=[column.slug]), token)
    remove = reverse("articles:unsave", args=[column.reader_state.saved_pk])
    return format_html(SAVED, remove, token, reverse("articles:saved"))
