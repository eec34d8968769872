"""How long a text is, as it is told at the desk: the words that are read in order, and the minutes that they take."""

from math import ceil

from articles.text.markup import blocks, count_words, is_prose, text_of

MOST_CHARACTERS = 400_000  # of a cleaned text with its markup; a very long column has 100,000
MOST_RAW = 4_000_000  # before cleaning: Word writes ten characters of markup for one of text
TOO_LONG = (
    f"This text is longer than {MOST_CHARACTERS:,} characters, its markup included. Make it shorter, or split it."
)
TOO_LONG_RAW = (
    f"This text has more than {MOST_RAW:,} characters, its markup included. Paste it in parts, or as plain text."
)
PACE = 230  # words a minute, of somebody who reads an argument


def words_in(html: str) -> int:
    """Pull quotes say again what the text says, and figures stand beside it: neither counts."""
    return sum(count_words(text_of(node)) for node in blocks(html) if is_prose(node))


def length_sentence(words: int) -> str:
    """The same sentence as static/js/editor-length.js writes while the text grows."""
    if not words:
        return "No words yet."
    minutes = ceil(words / PACE)
    return f"{words:,} word{'s' * (words != 1)}, about {minutes} minute{'s' * (minutes != 1)} to read."
