"""Redirect column URLs with small mistakes: a bracket, a capital, a double slash.

They come from e-mails and typing.
"""

import re

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from accounts.reader import Reader
from articles.models.names import SLUG_LENGTH
from articles.pages import page_cache
from articles.readers import redirects

# The prefix, the slug, and trailing characters that no slug contains.
MISTYPED = re.compile(rf"/+columns/+([-\w]{{1,{SLUG_LENGTH}}})[^-\w]*", re.ASCII | re.IGNORECASE)


def redirect_mistyped(request: HttpRequest) -> HttpResponse | None:
    """Redirect to the intended column.

    Return None if there is none, or this reader may not know about it.
    """
    match = MISTYPED.fullmatch(request.path)
    reader: Reader | None = getattr(request, "reader", None)
    if match is None or reader is None or request.method not in {"GET", "HEAD"}:
        return None
    at = timezone.now()
    column = redirects.column_at(match[1], reader, at=at) or redirects.column_at(
        match[1].lower(), reader, at=at
    )
    if column is None or column.get_absolute_url() == request.path:
        return None
    url = redirects.with_query(column.get_absolute_url(), request)
    response = HttpResponsePermanentRedirect(url)
    # Not shared, because the redirect depends on what this reader may know.
    response["Cache-Control"] = page_cache.OWN_CACHE_CONTROL
    return response
