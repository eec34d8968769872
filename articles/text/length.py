"""The length of a text for the desk, in words and minutes."""

from math import ceil

from articles.text.markup import blocks, count_words, is_prose, text_of

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
