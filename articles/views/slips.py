"""Redirect from column URLs with small mistakes, as in mails and typed links: a bracket, a capital, a second slash."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from accounts.reader import Reader
from articles.models import Column, OldSlug
from articles.models.names import SLUG_LENGTH
from articles.pages import page_cache
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason

# The prefix, the slug, and trailing characters that no slug contains.
SLIP = re.compile(rf"/+columns/+([-\w]{{1,{SLUG_LENGTH}}})[^-\w]*", re.ASCII | re.IGNORECASE)


def redirect_to_meant(request: HttpRequest) -> HttpResponse | None:
    """Redirect to the column that the URL means; None if there is none, or this reader may not know about it."""
    match = SLIP.fullmatch(request.path)
    reader: Reader | None = getattr(request, "reader", None)
    if match is None or reader is None or request.method not in {"GET", "HEAD"}:
        return None
    column = _column(match[1]) or _column(match[1].lower())
    if column is None or column.get_absolute_url() == request.path:
        return None
    if rule.look(column, reader, at=timezone.now()).reason == Reason.NOT_LIVE:
        return None
    response = HttpResponsePermanentRedirect(column.get_absolute_url())
    response["Cache-Control"] = page_cache.OWN
    return response


def _column(slug: str) -> Column | None:
    old = OldSlug.objects.select_related("column").filter(slug=slug)
    return Column.objects.filter(slug=slug).first() or next((each.column for each in old), None)
