"""Search for readers. Results show the same as lists, never a text."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reader import ReaderRequest
from accounts.responses import make_private
from accounts.text.numbers import parse_number_in
from articles.models import Column
from articles.search import index
from articles.search.terms import terms
from articles.views.pagination import EPOCH, PAGE, Cursor, cursor, cursor_from

MOST_CHARACTERS = 200
LAST_PAGE = 10


@require_safe
def search_page(request: ReaderRequest) -> HttpResponse:
    return make_private(render(request, "articles/search.html", _context(request)))


def _context(request: ReaderRequest) -> dict[str, Any]:
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    # At most LAST_PAGE, because deep pages are slow and a better query helps more.
    page = parse_number_in(request.GET.get("page", "1"), 1, LAST_PAGE)
    if page is None:
        raise Http404("There is no such page of results.")
    before, after = cursor_from(request), cursor_from(request, "after")
    if len(query) > MOST_CHARACTERS:
        return {"query": query[:MOST_CHARACTERS], "too_long": MOST_CHARACTERS}
    search_terms = terms(query)
    if not search_terms:
        return {"query": query, "nothing_asked": bool(query)}
    find = partial(index.find, search_terms, request.reader, at=timezone.now())
    if after is not None:
        columns = find(after=after, limit=PAGE)
        more = bool(columns and find(before=_cursor(columns[-1]), limit=1))
    else:
        # Older URLs have a page number only.
        found = find(before=before, limit=PAGE + 1, offset=0 if before else (page - 1) * PAGE)
        columns, more = found[:PAGE], len(found) > PAGE
    if before or after:
        page = max(page, 2)
    has_newer = bool(columns) and page > 2  # the first page has no cursor
    has_older = more and page < LAST_PAGE
    return {
        "query": query,
        "searched": True,
        "columns": columns,
        "page": page,
        "newer": page - 1,
        "newer_after": cursor(*_cursor(columns[0])) if has_newer else "",
        "older": page + 1 if has_older else 0,
        "older_before": cursor(*_cursor(columns[-1])) if has_older else "",
        "cut_at": LAST_PAGE * PAGE if more and page == LAST_PAGE else 0,
    }


def _cursor(column: Column) -> Cursor:
    return column.published_at or EPOCH, column.pk
