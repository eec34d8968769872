"""The CSRF failure view: show the submitted text again, in a form with a fresh token."""

from http import HTTPStatus

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render

from accounts.responses import make_private
from newsletters.signups.same_origin import is_ours

# Apps in which readers write long texts. Sign-in, payment and desk fields are never shown again.
NAMESPACES = {"comments", "submissions", "subscriptions"}
TEXT_FIELDS = ("text", "words", "message", "details", "reason")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the field's name

Fields = list[tuple[str, str]]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the submitted text without processing it, with a button to send it again.

    A forged form on another site fails here too. It gets the plain error page without any submitted
    text.
    """
    match = request.resolver_match
    is_for_readers = match is not None and not NAMESPACES.isdisjoint(match.namespaces)
    fields = _fields(request) if is_for_readers and is_ours(request) else []
    words = [field for field in fields if field[0] in TEXT_FIELDS and field[1].strip()]
    context = {
        "words": words,
        # Without any text to save, the page shows only the error and needs no other fields.
        "hidden": [field for field in fields if field not in words] if words else [],
        "has_files": bool(words and request.FILES),
        "action": request.get_full_path(),
    }
    return make_private(render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN))


def _fields(request: HttpRequest) -> Fields:
    """Return the posted fields in order; [] if the request body cannot be read."""
    try:
        return [
            (name, str(value))
            for name, values in request.POST.lists()
            if name != TOKEN
            for value in values
        ]
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
