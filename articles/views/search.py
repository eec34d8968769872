"""Readers search by words. Results show what every list shows, never a text."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.cache_headers import NO_STORE
from accounts.reader import ReaderRequest
from articles import search
from articles.search_words import terms

MOST_CHARACTERS = 200
PAGE = 20
LAST_PAGE = 10


@require_safe
def search_page(request: ReaderRequest) -> HttpResponse:
    response = render(request, "articles/search.html", _context(request))
    response["Cache-Control"] = NO_STORE
    return response


def _context(request: ReaderRequest) -> dict[str, Any]:
    """What was asked, and either the columns found or what is the matter with the question."""
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    page = _page_number(request.GET.get("page", "1"))
    if len(query) > MOST_CHARACTERS:
        return {"query": query[:MOST_CHARACTERS], "too_long": MOST_CHARACTERS}
    asked = terms(query)
    if not asked:
        return {"query": query, "nothing_asked": bool(query)}
    found = search.find(asked, request.reader, at=timezone.now(), limit=PAGE + 1, offset=(page - 1) * PAGE)
    return {"query": query, "searched": True, "columns": found[:PAGE], **_pages(page, more=len(found) > PAGE)}


def _pages(page: int, *, more: bool) -> dict[str, Any]:
    return {
        "page": page,
        "newer": page - 1,
        "older": page + 1 if more and page < LAST_PAGE else 0,
        "cut_at": LAST_PAGE * PAGE if more and page == LAST_PAGE else 0,
    }


def _page_number(given: str) -> int:
    """Pages are bounded: nothing is counted, and nobody walks the whole archive through a search."""
    if given.isascii() and given.isdecimal() and len(given) <= 2 and 1 <= int(given) <= LAST_PAGE:
        return int(given)
    raise Http404("There is no such page of results.")
