"""The column page: URL -> column -> paywall -> text or wall -> template."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import Reader, ReaderRequest, cookies, is_speculative
from accounts.reader.robots import is_robot
from accounts.responses import PRIVATE, make_private
from articles.models import Column
from articles.models.readings import for_reading
from articles.pages import page_cache
from articles.pages.column_page import (
    column_context,
    gift_link_fragment,
    meter_fragment,
    save_button_fragment,
    wall_fragment,
)
from articles.publishing import scheduling
from articles.readers import history, redirects, statistics
from articles.text import embeds
from subscriptions.models import Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason

RETRY_SECONDS = 1
COSTS_NOTHING = {Reason.DESK, Reason.ENTITLED, Reason.INSTITUTION, Reason.REGISTERED}


@require_safe
def reading(request: ReaderRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    column = for_reading(slug, request.reader, at=at)
    if column is None:
        return _moved(request, slug, at)
    if is_speculative(request) and column.is_live(at) and _could_spend(column, request.reader, at):
        return _defer_prefetch()
    access = rule.admit(column, request.reader, at=at)
    if access.reason == Reason.NOT_LIVE:
        return not_live(request, column, at)
    return _page(request, column, access, at)


def _could_spend(column: Column, reader: Reader, at: datetime) -> bool:
    """Return whether a prefetch could use a free read, or be refused although the real visit would
    not be.
    """
    return (
        column.wall_at(at) != Wall.FREE
        and rule.look(column, reader, at=at).reason not in COSTS_NOTHING
    )


def _page(request: ReaderRequest, column: Column, access: Access, at: datetime) -> HttpResponse:
    _note(request, column, access, at)
    editions = f"{page_cache.span(column.edition, at)} {column.own_edition} {column.version}"
    key = f"{column.pk} {editions} {access.opens(column.pk)}"

    def paint() -> tuple[str, page_cache.Context]:
        return "articles/column.html", {**column_context(column, access, at=at), "thread_at": at}

    def with_saving(body: str) -> str:
        return (
            page_cache.between(body, page_cache.SAVE_MARKS, save_button_fragment(request, column))
            if column.reader_state
            else body
        )

    if access.reason == Reason.FREE:
        cache = page_cache.shared(column.wall_changes_after(at), at)
        outage = page_cache.Outage(page_cache.cache_period_end(column.edition, at))
        return page_cache.shared_response(
            request, key, paint, cache=cache, own=with_saving, outage=outage
        )
    body = with_saving(page_cache.page(key, paint))
    body = body.replace(
        page_cache.METER_MARK,
        _staff_line(column, access, at) + _reader_fragment(request, access),
        1,
    )
    body = body.replace(page_cache.GIFT_LINK_MARK, gift_link_fragment(column, access), 1)
    response = HttpResponse(body.replace(page_cache.MENU_MARK, page_cache.menu(request), 1))
    embeds.let_play(response, embeds.players(body))
    response["Cache-Control"] = page_cache.OWN if access.granted and access.meter else PRIVATE
    if access.new_visitor_id:
        cookies.VISITOR.set(response, access.new_visitor_id)
    return response


def _note(request: ReaderRequest, column: Column, access: Access, at: datetime) -> None:
    """Count the reading, and add the column to the reader's history if it is on."""
    if not request.reader.may_spend or is_robot(request):
        return
    statistics.reading(column.pk, access, at=at)
    keeps = column.reader_state is not None and column.reader_state.in_history
    if keeps and request.reader.user and access.opens(column.pk) and column.is_live(at):
        history.note(request.reader.user, column.pk, at=at)


def _staff_line(column: Column, access: Access, at: datetime) -> str:
    if access.reason != Reason.DESK or column.is_live(at):
        return ""
    return render_to_string(
        "articles/_not_public.html", {"status": scheduling.status_label(column, at=at)}
    )


def _reader_fragment(request: HttpRequest, access: Access) -> str:
    if access.granted:
        return meter_fragment(access)
    return wall_fragment(access, next_path=request.path, signed_in=request.user.is_authenticated)


def _defer_prefetch() -> HttpResponse:
    """Answer a speculative prefetch with 503, so that it uses no free read and the browser asks
    again.
    """
    response = HttpResponse(
        "Ask again when the reader comes.\n", status=503, content_type="text/plain"
    )
    make_private(response)
    response["Retry-After"] = str(RETRY_SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: do not log this 503 as an error
    return response


def not_live(request: ReaderRequest, column: Column, at: datetime) -> HttpResponse:
    """Return 410 for a column that was public, else the same response as for an unknown URL."""
    if not column.is_gone(at):
        return _moved(request, column.slug, at)
    return make_private(render(request, "410.html", status=410))


def _moved(request: ReaderRequest, slug: str, at: datetime) -> HttpResponse:
    column = redirects.column_at(slug, request.reader, at=at)
    if column is None:
        raise Http404
    url = redirects.with_query(column.get_absolute_url(), request)
    response = HttpResponsePermanentRedirect(url)
    response["Cache-Control"] = page_cache.OWN
    return response
