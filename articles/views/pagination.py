"""Keyset pagination: with a cursor, page 900 costs the same as page 1."""

import re
from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest

PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(
    r"(-?[0-9]{1,17})_([0-9]{1,18})", re.ASCII
)  # microseconds since EPOCH, primary key

Cursor = tuple[datetime, int]


def cursor(moment: datetime | None, pk: int) -> str:
    """Return the cursor after a row, for a URL."""
    return f"{((moment or EPOCH) - EPOCH) // timedelta(microseconds=1)}_{pk}"


def cursor_from(request: HttpRequest, name: str = "before") -> Cursor | None:
    """Parse the cursor in the URL. Raise Http404 if it is malformed."""
    value = request.GET.get(name, "")
    if not value:
        return None
    match = CURSOR.fullmatch(value)
    if match is None:
        raise Http404("No page of columns begins here.")
    try:
        return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError as problem:
        raise Http404("No calendar has this moment.") from problem
