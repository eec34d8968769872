"""The column page: URL -> column -> paywall -> text or wall -> template."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import Reader, ReaderRequest, is_speculative
from accounts.reader.robots import is_robot
from accounts.responses import make_private
from articles.models import Column
from articles.models.readings import for_reading
from articles.pages import column_page, page_cache
from articles.readers import history, redirects, statistics
from subscriptions.models import Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access, Reason

RETRY_SECONDS = 1
COSTS_NOTHING = {Reason.DESK, Reason.ENTITLED, Reason.INSTITUTION, Reason.REGISTERED}


@require_safe
def reading(request: ReaderRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    head = for_reading(slug, request.reader, at=at)
    if head is None:
        return _redirect_or_404(request, slug, at)
    if is_speculative(request) and head.is_live(at) and _could_spend(head, request.reader, at):
        return _defer_prefetch()
    access = rule.admit(head, request.reader, at=at)
    if access.reason == Reason.NOT_LIVE:
        return not_live_response(request, head, at)
    _count_reading(request, head, access, at)
    return column_page.respond(request, head, access, at=at)


def _could_spend(column: Column, reader: Reader, at: datetime) -> bool:
    """Return whether a visit could use a free read or a link.

    A prefetch must not use one, and could get another answer than the visit.
    """
    return (
        column.wall_at(at) != Wall.FREE
        and rule.check(column, reader, at=at).reason not in COSTS_NOTHING
    )


def _count_reading(request: ReaderRequest, head: Column, access: Access, at: datetime) -> None:
    """Count the reading, and add the column to the reader's history if it is on."""
    user, state = request.reader.user, head.reader_state
    if not request.reader.may_spend or is_robot(request):
        return
    statistics.reading(head.pk, access, at=at)
    if user is None or state is None or not state.in_history:
        return
    if access.grants(head.pk) and head.is_live(at):
        history.record(user, head.pk, at=at)


def _defer_prefetch() -> HttpResponse:
    """Answer a speculative prefetch with 503.

    So it uses no free read, and the browser asks again.
    """
    response = HttpResponse(
        "Ask again when the reader comes.\n", status=503, content_type="text/plain"
    )
    make_private(response)
    response["Retry-After"] = str(RETRY_SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: do not log this 503 as an error
    return response


def not_live_response(request: ReaderRequest, column: Column, at: datetime) -> HttpResponse:
    """Return 410 for a column that was public, else the same response as for an unknown URL."""
    if not column.is_gone(at):
        return _redirect_or_404(request, column.slug, at)
    return make_private(render(request, "410.html", status=410))


def _redirect_or_404(request: ReaderRequest, slug: str, at: datetime) -> HttpResponse:
    column = redirects.column_at(slug, request.reader, at=at)
    if column is None:
        raise Http404
    url = redirects.with_query(column.get_absolute_url(), request)
    response = HttpResponsePermanentRedirect(url)
    response["Cache-Control"] = page_cache.OWN_CACHE_CONTROL
    return response
