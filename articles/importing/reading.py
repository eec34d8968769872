"""Validation of entries before anything is changed: keys, types, dates."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from accounts.exceptions import Refusal
from accounts.staff import local_time
from accounts.staff.local_time import FIRST, SECOND, AmbiguousTime, NonexistentTime
from accounts.text.invisible import DIRECTIONS
from articles.text.parser_limits import CONTROL

FIRST_YEAR, LAST_YEAR = 1000, 9998  # valid in every time zone
TEXT = (str, "text")
LIST = (list, "a list")
OBJECT = (dict, "an object")
TRUTH = (bool, "true or false")

ENTRY = {
    **dict.fromkeys(
        (
            "slug",
            "kicker",
            "headline",
            "standfirst",
            "wall",
            "published_at",
            "updated_at",
            "language",
        ),
        TEXT,
    ),
    **dict.fromkeys(
        ("series", "dateline", "body_html", "canonical_url", "seo_title", "seo_description"), TEXT
    ),
    **dict.fromkeys(("bylines", "topics", "corrections"), LIST),
    **dict.fromkeys(("source", "lead_photo"), OBJECT),
}
BYLINE = {"name": TEXT, "bio": TEXT}
SOURCE = {
    **dict.fromkeys(("name", "copyright", "canonical_url", "expires_at"), TEXT),
    **dict.fromkeys(("may_wall", "full_text_feed"), TRUTH),
}
PHOTO = dict.fromkeys(("file", "alt", "caption", "credit"), TEXT)
UNSTRIPPED = ("body_html", "file")
CORRECTION = {"at": TEXT, "text": TEXT}

Entry = dict[str, Any]
Shape = Mapping[str, tuple[type, str]]


class BadEntry(Refusal):
    """An entry is invalid; the message says why."""


def entries(content: bytes) -> list[Any]:
    """Return the list in a file. Raise BadEntry with the place where the JSON is invalid."""
    try:
        loaded = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise BadEntry(f"The file is not in UTF-8 (byte {problem.start}).") from problem
    except json.JSONDecodeError as problem:
        raise BadEntry(
            f"The file is not JSON: {problem.msg} in line {problem.lineno}, column {problem.colno}."
        ) from problem
    except RecursionError as problem:
        raise BadEntry("The file is nested too deeply.") from problem
    except ValueError as problem:
        raise BadEntry("The file has a number in it with too many digits.") from problem
    if not isinstance(loaded, list):
        raise BadEntry("The file must hold a list of columns.")
    return loaded


def shaped(value: Any, shape: Shape, what: str) -> Entry:
    """Return the object without control characters.

    Raise BadEntry for unknown keys or wrong types (null is allowed).
    """
    if not isinstance(value, dict):
        raise BadEntry(f"{what} must be an object, not {_excerpt(value)}.")
    for key, item in value.items():
        if key not in shape:
            raise BadEntry(
                f"{what} has an unknown key {_excerpt(key)}; known are {', '.join(shape)}."
            )
        kind, name = shape[key]
        if item is not None and not isinstance(item, kind):
            raise BadEntry(f"{key} must be {name}, not {_excerpt(item)}.")
    return {key: _text(key, item) if isinstance(item, str) else item for key, item in value.items()}


def _text(key: str, value: str) -> str:
    return CONTROL.sub("", encodable(value, key)) if key in UNSTRIPPED else line(value, key)


def line(text: str, key: str) -> str:
    """Return the text on one line, without control characters and direction overrides."""
    return " ".join(DIRECTIONS.sub("", CONTROL.sub("", encodable(text, key))).split())


def encodable(text: str, key: str) -> str:
    """Raise BadEntry for a lone surrogate, which JSON allows but a database does not."""
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise BadEntry(
            f"{key} has an incomplete character at position {problem.start + 1}."
        ) from problem
    return text


def required(value: Entry, key: str, what: str) -> str:
    text: str = (value.get(key) or "").strip()
    if not text:
        raise BadEntry(f"{what} needs {key}.")
    return text


def moment(text: str, key: str) -> datetime:
    """Parse an ISO 8601 date and time; without an offset it is in the site's time zone."""
    try:
        at = datetime.fromisoformat(text)
        moved = at.astimezone(UTC) if timezone.is_aware(at) else _from_local(at, key)
    except (ValueError, OverflowError) as problem:
        raise BadEntry(
            f"{key} must be a date and time like 2024-06-20T12:00:00Z, not {_excerpt(text)}."
        ) from problem
    if not FIRST_YEAR <= moved.year <= LAST_YEAR:
        raise BadEntry(
            f"{key} must lie between the years {FIRST_YEAR} and {LAST_YEAR}, not {_excerpt(text)}."
        )
    return moved


def _from_local(at: datetime, key: str) -> datetime:
    """Convert a time in the site's zone. Raise BadEntry if a clock change skips or repeats it."""
    try:
        return local_time.resolve(at)
    except NonexistentTime as problem:
        raise BadEntry(f"{key}: {problem}") from problem
    except AmbiguousTime as problem:
        both = (
            local_time.resolve(at, which).astimezone(local_time.zone()) for which in (FIRST, SECOND)
        )
        either = " or ".join(each.isoformat() for each in both)
        raise BadEntry(
            f"{key}: the clocks go back then, and this time comes twice. Write {either}."
        ) from problem


def printable(text: str) -> str:
    """Escape control characters from the file, which a terminal would execute."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _excerpt(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
