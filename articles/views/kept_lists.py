"""What the reader's own lists share: a page of rows, each with its column or without a name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from articles.models import Column
from articles.models.keeping import KeptQuerySet
from articles.views.places import PAGE, cursor, place_of


@dataclass(frozen=True)
class Row:
    """A kept column; None for one that is not live now: a draft again, maybe, which nobody may be told of."""

    pk: int
    moment: datetime
    column: Column | None


def kept_page(request: HttpRequest, kept: KeptQuerySet, *, at: datetime) -> dict[str, Any]:
    """The context of a list: its rows, and `older` where more of them lead on."""
    place = place_of(request)
    if place is not None:
        kept = kept.before(*place)
    found = list(kept.newest().for_rows()[: PAGE + 1])
    shown = found[:PAGE]
    return {
        "rows": [Row(each.pk, each.moment, each.column if each.column.is_live(at) else None) for each in shown],
        "older": cursor(shown[-1].moment, shown[-1].pk) if len(found) > PAGE else "",
        "is_newest": place is None,
    }
