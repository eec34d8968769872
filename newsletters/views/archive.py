"""Pages of newsletters and the archive of issues.

Columns show only what the paywall grants the reader.
"""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.absolute_urls import absolute_url
from accounts.reader import Reader, ReaderRequest
from accounts.responses import make_private
from accounts.text.numbers import parse_number
from articles.pages import page_cache
from newsletters.issues import column_blocks
from newsletters.issues.column_blocks import PlacedColumn
from newsletters.models import Issue, Mailing, Newsletter

ISSUES = 30  # on each page
WENT_OUT = [Mailing.State.SENDING, Mailing.State.PAUSED, Mailing.State.STOPPED, Mailing.State.SENT]


@require_safe
@page_cache.cached_page
def newsletter(request: HttpRequest, *, at: datetime, slug: str) -> page_cache.Content:
    shown = get_object_or_404(Newsletter, slug=slug)
    issues = (
        shown.issues.filter(mailing__state__in=WENT_OUT)
        .select_related("mailing", "newsletter")
        .order_by("-pk")
    )
    before = request.GET.get("before", "")
    if before:
        last_pk = parse_number(before, digits=15)
        if last_pk is None:
            raise Http404("No page of issues begins here.")
        issues = issues.filter(pk__lt=last_pk)
    found = list(issues[: ISSUES + 1])
    older = found[ISSUES - 1].pk if len(found) > ISSUES else None
    context = {
        "newsletter": shown,
        "issues": found[:ISSUES],
        "older": older,
        "is_newest": not before,
    }
    return "newsletters/newsletter.html", context


@require_safe
def issue(request: ReaderRequest, slug: str, pk: int) -> HttpResponse:
    """Show an issue. Signed-out readers share a cached page; an account gets what it may read."""
    at = timezone.now()
    went_out = Issue.objects.filter(mailing__state__in=WENT_OUT).select_related(
        "newsletter", "mailing"
    )
    shown = get_object_or_404(went_out, pk=pk, newsletter__slug=slug)
    if page_cache.is_signed_in(request):
        reader = Reader(user=request.reader.user, may_spend=False)
        context = _context(shown, column_blocks.columns_of(shown), reader, at)
        response = render(request, "newsletters/issue.html", context)
        return make_private(response)
    placed_columns = column_blocks.columns_of(shown)
    changes = [each.column.wall_changes_after(at) for each in placed_columns]
    cache = page_cache.shared_cache_control(
        min((each for each in changes if each), default=None), at
    )
    key = f"{page_cache.period_key(page_cache.cache_version(), at)} {request.path}"
    return page_cache.shared_response(
        request,
        key,
        lambda: ("newsletters/issue.html", _context(shown, placed_columns, Reader(), at)),
        cache=cache,
    )


def _context(
    shown: Issue, placed_columns: list[PlacedColumn], reader: Reader, at: datetime
) -> page_cache.Context:
    column_accesses = column_blocks.decide_access(
        placed_columns, reader, full_text=shown.newsletter.full_text, at=at
    )
    printed = [
        column_blocks.render_block(each, each.column.get_absolute_url()) for each in column_accesses
    ]
    address = absolute_url(shown.get_absolute_url())
    words = column_blocks.words(shown)
    return {
        "issue": shown,
        "newsletter": shown.newsletter,
        "words": words,
        "blocks": printed,
        "address": address,
    }
