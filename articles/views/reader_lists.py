"""Rows of a reader's own lists, with or without their column."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from articles.models import Column
from articles.models.reader_lists import ReaderListQuerySet
from articles.views.pagination import PAGE, cursor, cursor_from


@dataclass(frozen=True)
class Row:
    """A row of the list; `column` is None if it is not live: drafts must not be revealed."""

    pk: int
    moment: datetime
    column: Column | None


def list_context(request: HttpRequest, kept: ReaderListQuerySet, *, at: datetime) -> dict[str, Any]:
    position = cursor_from(request)
    if position is not None:
        kept = kept.before(*position)
    results = list(kept.newest().for_rows()[: PAGE + 1])
    visible = results[:PAGE]
    return {
        "rows": [
            Row(each.pk, each.moment, each.column if each.column.is_live(at) else None)
            for each in visible
        ],
        "older": cursor(visible[-1].moment, visible[-1].pk) if len(results) > PAGE else "",
        "is_newest": position is None,
    }
