"""What the reader's own lists share: a page of rows, each with its column or without a name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from articles.models import Column
from articles.models.reader_lists import ReaderListQuerySet
from articles.views.pagination import PAGE, cursor, cursor_from


@dataclass(frozen=True)
class Row:
    """A kept column; None for one that is not live now: a draft again, maybe, which nobody may be told of."""

    pk: int
    moment: datetime
    column: Column | None


def list_context(request: HttpRequest, kept: ReaderListQuerySet, *, at: datetime) -> dict[str, Any]:
    """The context of a list: its rows, and `older` where more of them lead on."""
    position = cursor_from(request)
    if position is not None:
        kept = kept.before(*position)
    results = list(kept.newest().for_rows()[: PAGE + 1])
    visible = results[:PAGE]
    return {
        "rows": [Row(each.pk, each.moment, each.column if each.column.is_live(at) else None) for each in visible],
        "older": cursor(visible[-1].moment, visible[-1].pk) if len(results) > PAGE else "",
        "is_newest": position is None,
    }
