"""Words for the search indexes, folded in the same way for indexing, queries and each database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from accounts.text import folding

MOST_TEXT = 200_000  # characters of one column that are indexed
MOST_BYTES = 600_000  # of indexed words; PostgreSQL limits a tsvector to 1 MB with positions
MOST_WORD = 60  # characters
LEAST_BEGINNING = 3  # letters of an unfinished word; fewer would match too many columns
QUERY_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
# Words with punctuation inside: O’Connor, e-mail, AT&T, U.S., Ph.D.; and Persian words with a
# non-joiner. Possessive quantifiers (++), because backtracking inside the words would be quadratic.
SIGNED = re.compile(
    r"(?<!\w)[^\W_]++(?:['‐‑&\u200c-][^\W_]+)+|(?<![\w.])[^\W\d_]{1,4}(?:\.[^\W\d_]{1,4})+(?!\w)"
)


@dataclass(frozen=True)
class Term:
    """A word, or adjacent words; `is_prefix` makes the last one a prefix.

    `joined` is an alternative as one word: o’connor also matches oconnor.
    """

    words: tuple[str, ...]
    is_prefix: bool = False
    joined: str = ""


def fold(text: str) -> list[str]:
    """Return the words in lower case without accents.

    Scripts without spaces are split into pairs of letters.
    """
    return list(_words(text, ends=False))


def for_index(*texts: str) -> str:
    """Return the words to index, with words like O’Connor added as oconnor at the end."""
    text = " ".join(texts)[:MOST_TEXT]
    signed = SIGNED.findall(folding.with_apostrophes(text))
    joined = dict.fromkeys(_joined(word) for word in signed)
    words = " ".join([*_words(text, ends=True), *filter(None, joined)])
    encoded = words.encode()
    if len(encoded) <= MOST_BYTES:
        return words
    return encoded[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]


def _joined(word: str) -> str:
    """Return a word with punctuation inside as one.

    It is empty in scripts without spaces, which are split anyway.
    """
    joined = "".join(folding.words(folding.fold(word)))[:MOST_WORD]
    return "" if folding.CLUSTER.search(joined) else joined


def _words(text: str, *, ends: bool) -> Iterator[str]:
    """Yield the words. Split 経済の into 経済, 済の, for an index (`ends`) also の.

    A search for one letter matches the prefix of a pair.
    """
    for run in folding.words(folding.fold(text)):
        if not folding.is_unspaced(run):
            yield run[:MOST_WORD]
            continue
        letters = folding.clusters(run)
        for first, second in pairwise(letters):
            yield first + second
        if ends or len(letters) == 1:
            yield letters[-1]


def terms(query: str) -> list[Term]:
    """Parse a reader's query: every term must match.

    "Quoted words" are a phrase, and the last word is a prefix.
    """
    parts = QUERY_TERM.findall(folding.GERSHAYIM.sub("'", query))
    parsed = [_term(quoted or word) for quoted, word in parts]
    found = [term for term in parsed if term.words]
    if found and not query.rstrip().endswith('"'):
        last = found[-1].words
        if len(last) == 1 and len(last[0]) >= LEAST_BEGINNING:  # may be unfinished
            found[-1] = Term(last, is_prefix=True)
    return found


def prefix_terms(query: str) -> list[Term]:
    """Parse a query of the desk, where each word may be a prefix."""
    found: list[Term] = []
    for term in map(_term, query.split()):
        is_word = len(term.words) == 1 and len(term.words[0]) > 1
        if term.words:
            found.append(replace(term, is_prefix=term.is_prefix or is_word))
    return found


def _term(text: str) -> Term:
    words = tuple(fold(text))
    joined = ""
    if len(words) > 1 and SIGNED.search(folding.with_apostrophes(text)):
        joined = _joined(text)
    # “U.S.” must not find every “us”.
    if len(joined) < LEAST_BEGINNING or joined != "".join(words):
        joined = ""
    is_one_letter = bool(words) and len(folding.clusters(words[-1])) == 1
    return Term(words, is_prefix=is_one_letter, joined=joined)
