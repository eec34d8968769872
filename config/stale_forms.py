"""The answer to a form whose CSRF token is wrong: what was written comes back, in a form with a fresh token."""

from http import HTTPStatus

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render

from accounts.cache_headers import NO_STORE
from newsletters.origin import is_ours

# Where readers write at length. Sign-in, payment details and the desk are never repeated on a page.
NAMESPACES = {"comments", "subscriptions"}
WORDS = ("text", "words", "message", "details", "reason")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the field's name

Fields = list[tuple[str, str]]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing is done with the words: the reader sees them and sends them again by the button, or doesn't.

    Another site's form, which proves the same by a wrong token, gets the plain page: nothing of it is repeated.
    """
    fields = _fields(request) if _is_for_readers(request) and is_ours(request) else []
    words = [field for field in fields if field[0] in WORDS and field[1].strip()]
    context = {
        "words": words,
        "hidden": [field for field in fields if field not in words] if words else [],
        "has_files": bool(words and request.FILES),
        "action": request.get_full_path(),
    }
    response = render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)
    response["Cache-Control"] = NO_STORE
    return response


def _is_for_readers(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and bool(NAMESPACES.intersection(found.namespaces))


def _fields(request: HttpRequest) -> Fields:
    """What was posted, in order; nothing where the request cannot be read."""
    try:
        return [(name, str(value)) for name, values in request.POST.lists() if name != TOKEN for value in values]
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
