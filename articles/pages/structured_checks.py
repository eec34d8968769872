"""Checks of a column's structured data for search engines."""

import json
from dataclasses import dataclass
from typing import Any

from articles.pages.structured_data import PAYWALLED_SELECTOR

LONGEST_HEADLINE = 110  # characters; longer ones are cut in results


@dataclass(frozen=True)
class Check:
    """A checked item; `message` is the result or what to do."""

    good: bool
    name: str
    message: str


def checks(data: str, page: str) -> list[Check]:
    thing: dict[str, Any] = json.loads(data)
    headline = str(thing.get("headline", ""))
    length = f"{len(headline)} characters of {LONGEST_HEADLINE}." if headline else "There is none."
    is_good = 0 < len(headline) <= LONGEST_HEADLINE
    return [
        Check(is_good, "Headline", length),
        _presence(
            thing, "image", "A picture", "Choose a lead photo: results without one stay plain."
        ),
        _presence(thing, "datePublished", "A date", "It gets one with its publication."),
        _presence(thing, "author", "An author", "Add a byline."),
        _presence(thing, "description", "A description", "Write a standfirst."),
        _wall(thing, page),
    ]


def _presence(data: dict[str, Any], key: str, name: str, advice: str) -> Check:
    return Check(bool(data.get(key)), name, "There." if data.get(key) else advice)


def _wall(data: dict[str, Any], page: str) -> Check:
    """Require that the hidden part is declared.

    Search engines treat undeclared paywalls as cloaking.
    """
    part = data.get("hasPart") or {}
    if data.get("isAccessibleForFree"):
        return Check(not part, "The wall", "None: free for everyone.")
    is_hidden = part.get("isAccessibleForFree") is False
    is_declared = is_hidden and part.get("cssSelector") == PAYWALLED_SELECTOR
    is_marked = f' {PAYWALLED_SELECTOR.removeprefix(".")}"' in page
    if not is_declared or not is_marked:
        return Check(False, "The wall", "The hidden part is not declared.")
    message = f"Declared, and the page marks the hidden part ({PAYWALLED_SELECTOR})."
    return Check(True, "The wall", message)
