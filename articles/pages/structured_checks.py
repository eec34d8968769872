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
    return [
        _headline(str(thing.get("headline", ""))),
        _there(thing, "image", "A picture", "Choose a lead photo: results without one stay plain."),
        _there(thing, "datePublished", "A date", "It gets one with its publication."),
        _there(thing, "author", "An author", "Add a byline."),
        _there(thing, "description", "A description", "Write a standfirst."),
        _wall(thing, page),
    ]


def _headline(headline: str) -> Check:
    if not headline:
        return Check(False, "Headline", "There is none.")
    message = f"{len(headline)} characters of {LONGEST_HEADLINE}."
    return Check(len(headline) <= LONGEST_HEADLINE, "Headline", message)


def _there(data: dict[str, Any], key: str, name: str, advice: str) -> Check:
    return Check(bool(data.get(key)), name, "There." if data.get(key) else advice)


def _wall(data: dict[str, Any], page: str) -> Check:
    """Require that the hidden part is declared; search engines treat undeclared paywalls as
    cloaking.
    """
    part = data.get("hasPart") or {}
    if data.get("isAccessibleForFree"):
        return Check(not part, "The wall", "None: free for everyone.")
    declared = (
        part.get("cssSelector") == PAYWALLED_SELECTOR and part.get("isAccessibleForFree") is False
    )
    marked = f' {PAYWALLED_SELECTOR.removeprefix(".")}"' in page
    if declared and marked:
        return Check(
            True,
            "The wall",
            f"Declared, and the page marks the hidden part ({PAYWALLED_SELECTOR}).",
        )
    return Check(False, "The wall", "The hidden part is not declared.")
