"""What search engines want to find in a column's structured data, and what is missing of it."""

import json
from dataclasses import dataclass
from typing import Any

from articles.pages.structured_data import HIDDEN_PART

LONGEST_HEADLINE = 110  # characters; longer ones are cut in results


@dataclass(frozen=True)
class Check:
    """One thing that was looked for; `said` is what was found, or what to do."""

    good: bool
    name: str
    said: str


def checks(data: str, page: str) -> list[Check]:
    """Of the JSON-LD and of the page that it describes."""
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
    told = f"{len(headline)} characters of {LONGEST_HEADLINE}."
    return Check(len(headline) <= LONGEST_HEADLINE, "Headline", told)


def _there(thing: dict[str, Any], key: str, name: str, advice: str) -> Check:
    return Check(bool(thing.get(key)), name, "There." if thing.get(key) else advice)


def _wall(thing: dict[str, Any], page: str) -> Check:
    """A hidden part must be declared, or a search engine takes the wall for a trick."""
    part = thing.get("hasPart") or {}
    if thing.get("isAccessibleForFree"):
        return Check(not part, "The wall", "None: free for everyone.")
    declared = part.get("cssSelector") == HIDDEN_PART and part.get("isAccessibleForFree") is False
    marked = f' {HIDDEN_PART.removeprefix(".")}"' in page
    if declared and marked:
        return Check(True, "The wall", f"Declared, and the page marks the hidden part ({HIDDEN_PART}).")
    return Check(False, "The wall", "The hidden part is not declared.")
