"""Unicode normalization in linear time, and limits for combining marks."""

import re
import unicodedata
from typing import Literal

# As in the Stream-Safe Text Format of Unicode (UAX #15): far more than any language needs.
MOST_MARKS = 30
# All combining marks are above U+02FF, so most texts have no such run and need no further look.
LONG_RUN = re.compile(rf"[^\x00-\u02ff]{{{MOST_MARKS + 1},}}")


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return the text in a normalization form, with at most MOST_MARKS combining marks in a row."""
    # Python sorts combining marks by insertion: a long run takes quadratic time, and no other
    # thread may work.
    return unicodedata.normalize(form, LONG_RUN.sub(_shorten_run, text))


def is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


def limit_marks(text: str, most: int) -> str:
    """Return the text with at most so many marks on each letter.

    A tower of them covers other lines.
    """
    remaining: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if is_mark(char) else 0
        if marks <= most:
            remaining.append(char)
    return "".join(remaining)


def _shorten_run(run: re.Match[str]) -> str:
    remaining: list[str] = []
    marks = 0
    for char in run[0]:
        # Some marks have the class 0 and are decomposed into others: U+0F73, U+FF9E.
        first = unicodedata.normalize("NFKD", char)[0]
        marks = marks + 1 if unicodedata.combining(first) else 0
        if marks <= MOST_MARKS:
            remaining.append(char)
    return "".join(remaining)
