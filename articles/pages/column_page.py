"""The column page: a cached template into which each reader's own parts are inserted."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from accounts.absolute_urls import absolute_url
from accounts.context import site
from accounts.reader import ReaderRequest, cookies
from accounts.responses import PRIVATE
from articles.models import Column
from articles.pages import page_cache, structured_data
from articles.pages.related import related
from articles.publishing import scheduling, series_order
from articles.text import embeds, figures
from subscriptions.models import Wall
from subscriptions.paywall import messages
from subscriptions.paywall.access import Access, Reason
from subscriptions.paywall.wall_state import wall_context

LATEST = 6


def respond(request: ReaderRequest, head: Column, access: Access, *, at: datetime) -> HttpResponse:
    """Return the page that `access` allows; `head` is the column without its deferred fields."""
    span = page_cache.period_key(head.cache_version, at)
    versions = f"{span} {head.column_cache_version} {head.version}"
    key = f"{head.pk} {versions} {access.grants(head.pk)}"

    def content() -> page_cache.Content:
        return "articles/column.html", {**column_context(head, access, at=at), "thread_at": at}

    if access.reason == Reason.FREE:
        return page_cache.shared_response(
            request,
            key,
            content,
            cache=page_cache.shared_cache_control(head.wall_changes_after(at), at),
            fragments=lambda: {page_cache.SAVE_MARK: save_fragment(request, head)},
            outage=page_cache.OutageLimit(page_cache.cache_period_end(head.cache_version, at)),
        )
    if access.granted:
        message = meter_fragment(access)
    else:
        signed_in = request.user.is_authenticated
        message = wall_fragment(access, next_path=request.path, signed_in=signed_in)
    if access.reason == Reason.DESK and not head.is_live(at):
        status = {"status": scheduling.status_label(head, at=at)}
        message = render_to_string("articles/_not_public.html", status) + message
    body = page_cache.cached_html(key, content)
    fragments = {
        page_cache.SAVE_MARK: save_fragment(request, head),
        page_cache.METER_MARK: message,
        page_cache.GIFT_LINK_MARK: gift_link_fragment(head, access),
        page_cache.MENU_MARK: page_cache.menu(request),
    }
    response = HttpResponse(page_cache.fill(body, fragments))
    embeds.let_play(response, embeds.players(body))
    is_metered = access.granted and access.meter
    response["Cache-Control"] = page_cache.OWN_CACHE_CONTROL if is_metered else PRIVATE
    if access.new_visitor_id:
        cookies.VISITOR.set(response, access.new_visitor_id)
    return response


def column_context(head: Column, access: Access, *, at: datetime) -> dict[str, Any]:
    """Return the context of articles/column.html.

    The text is loaded only if the access opens it.
    """
    column = Column.objects.for_cards().prefetch_related("corrections", "topics").get(pk=head.pk)
    opened = access.grants(head.pk)
    html = figures.render_body(column.text_for(access).body) if opened else column.teaser
    return page_context(column, html, granted=opened, at=at)


def page_context(column: Column, html: str, *, granted: bool, at: datetime) -> dict[str, Any]:
    """Return the context for a column, saved or not; `html` is the text that this reader gets."""
    canonical = column.canonical_url or absolute_url(column.get_absolute_url())
    latest = Column.objects.live(at).exclude(pk=column.pk).newest().for_cards()[:LATEST]
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
        "latest": list(latest),
        "series_place": series_order.position_of(column, at=at),
    }


def meter_fragment(access: Access) -> str:
    line = messages.meter_line(access)
    return _cached_template("articles/_meter.html", {"line": line}) if line else ""


def wall_fragment(access: Access, *, next_path: str, signed_in: bool) -> str:
    wall = wall_context(access, next_path=next_path, signed_in=signed_in)
    return _cached_template("subscriptions/_wall.html", wall)


def gift_link_fragment(column: Column, access: Access) -> str:
    """Return the link to the gift page, for subscribers only."""
    if access.reason != Reason.ENTITLED:
        return ""
    return _cached_template("articles/_give.html", {"slug": column.slug})


def save_fragment(request: HttpRequest, column: Column) -> str:
    """Return the button or the saved state for signed-in readers, for visitors a link."""
    state = column.reader_state
    if state is None:
        return _cached_template("articles/_save.html", {"slug": column.slug})
    context = {"slug": column.slug, "reader_state": state, "csrf_token": get_token(request)}
    return render_to_string("articles/_save.html", context)


def _cached_template(template: str, context: dict[str, Any]) -> str:
    return page_cache.cached_fragment(
        f"{template} {context}", lambda: render_to_string(template, {**site(), **context})
    )
