"""What higher apps print beside a column's text, in feeds and for machines; registered in their AppConfig.ready().

Pages need none of this: their templates ask for it by tags.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class FeedExtra:
    """One thing beside a column. What quotes the text goes only to those who may read it: `named` goes to all."""

    at: datetime
    html: str  # for feeds that give the whole text
    json_ld: dict[str, Any]  # schema.org's words, a comment on the column
    named: dict[str, Any]  # the same, without a word of it


Finder = Callable[[Collection[int]], dict[int, list[FeedExtra]]]  # one statement, however many columns

_finders: dict[str, Finder] = {}


def register(name: str, finder: Finder) -> None:
    _finders[name] = finder


def columns(pks: Collection[int]) -> dict[int, list[FeedExtra]]:
    """By column, each in the order in which it appeared."""
    results: dict[int, list[FeedExtra]] = {}
    for finder in _finders.values():
        for pk, feed_extras in finder(pks).items():
            results.setdefault(pk, []).extend(feed_extras)
    return {pk: sorted(feed_extras, key=lambda each: each.at) for pk, feed_extras in results.items()}
