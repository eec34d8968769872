"""Count the words of a text, in every script; words and minutes for the desk."""

import re
from math import ceil

from accounts.text.folding import CHINESE_AND_JAPANESE, SOUTH_EAST_ASIAN
from articles.text.markup import blocks, is_prose, text_of

MOST_CHARACTERS = 400_000  # of sanitized HTML; a very long column has 100,000
MOST_RAW = 4_000_000  # before cleaning; Word writes ten characters of markup for one of text
TOO_LONG = (
    f"This text is longer than {MOST_CHARACTERS:,} characters, its markup included. Make it"
    " shorter, or split it."
)
TOO_LONG_RAW = (
    f"This text has more than {MOST_RAW:,} characters, its markup included. Paste it in parts, or"
    " as plain text."
)
PACE = 230  # words a minute
# Where a script has no spaces, each Chinese or Japanese character counts as a word, and so do five
# letters of others.
SIGNS = f"{CHINESE_AND_JAPANESE}\uff66-\uff9f"  # also half-width kana, which search folds
LETTERS = f"{SOUTH_EAST_ASIAN}\u0f00-\u0fff"  # also Tibetan, whose syllables are separated
WORD = re.compile(
    rf"[{SIGNS}]|[{LETTERS}]{{1,5}}|[^\W{SIGNS}{LETTERS}](?:[^\W{SIGNS}{LETTERS}]|[’'\-])*"
)


def count_words(text: str) -> int:
    return len(WORD.findall(text))


def words_in(html: str) -> int:
    """Count the words of the running text, without pull quotes and figures."""
    return sum(count_words(text_of(node)) for node in blocks(html) if is_prose(node))


def length_sentence(words: int) -> str:
    """Return the same sentence as static/js/editor-length.js."""
    if not words:
        return "No words yet."
    minutes = ceil(words / PACE)
    return (
        f"{words:,} word{'s' * (words != 1)}, about {minutes} minute{'s' * (minutes != 1)} to read."
    )
