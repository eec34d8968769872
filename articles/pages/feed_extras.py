"""What higher apps print beside a column's text, in feeds and for machines; registered in their AppConfig.ready().

Pages need none of this: their templates ask for it by tags.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Beside:
    """One thing beside a column. What quotes the text goes only to those who may read it: `named` goes to all."""

    at: datetime
    html: str  # for feeds that give the whole text
    thing: dict[str, Any]  # schema.org's words, a comment on the column
    named: dict[str, Any]  # the same, without a word of it


Finder = Callable[[Collection[int]], dict[int, list[Beside]]]  # one statement, however many columns

_finders: dict[str, Finder] = {}


def register(name: str, finder: Finder) -> None:
    _finders[name] = finder


def columns(pks: Collection[int]) -> dict[int, list[Beside]]:
    """By column, each in the order in which it appeared."""
    found: dict[int, list[Beside]] = {}
    for finder in _finders.values():
        for pk, things in finder(pks).items():
            found.setdefault(pk, []).extend(things)
    return {pk: sorted(things, key=lambda each: each.at) for pk, things in found.items()}
