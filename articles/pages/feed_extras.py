"""A registry for content that other apps add to a column in feeds and JSON-LD, such as replies.

Apps register in AppConfig.ready(). Pages do not need it, because their templates use tags.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class FeedExtra:
    """Something added to a column.

    It may quote the text, so only `named` is for readers without access.
    """

    at: datetime
    html: str  # for feeds with the full text
    json_ld: dict[str, Any]  # a schema.org Comment
    named: dict[str, Any]  # the same without its text


Finder = Callable[[Collection[int]], dict[int, list[FeedExtra]]]  # one query for all columns

_finders: dict[str, Finder] = {}


def register(name: str, finder: Finder) -> None:
    _finders[name] = finder


def columns(pks: Collection[int]) -> dict[int, list[FeedExtra]]:
    results: dict[int, list[FeedExtra]] = {}
    for finder in _finders.values():
        for pk, feed_extras in finder(pks).items():
            results.setdefault(pk, []).extend(feed_extras)
    return {
        pk: sorted(feed_extras, key=lambda each: each.at) for pk, feed_extras in results.items()
    }
