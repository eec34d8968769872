"""Words for the search indexes, folded in the same way for indexing and for queries, on each
database.
"""

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
    """A word, or adjacent words; `is_open` makes the last one a prefix.

    `joined` is an alternative as one word: o’connor also matches oconnor.
    """

    words: tuple[str, ...]
    is_open: bool = False
    joined: str = ""


def fold(text: str) -> list[str]:
    """Return the words in lower case without accents; scripts without spaces are split into pairs
    of letters.
    """
    return list(_words(text, ends=False))


def for_index(*texts: str) -> str:
    """Return the words to index, with words like O’Connor added as oconnor at the end."""
    text = " ".join(texts)[:MOST_TEXT]
    joined = dict.fromkeys(_joined(word) for word in SIGNED.findall(folding.with_apostrophes(text)))
    return _bounded([*_words(text, ends=True), *(word for word in joined if word)])


def _joined(word: str) -> str:
    """Return a word with punctuation inside as one; empty in scripts without spaces, which are
    split anyway.
    """
    joined = "".join(folding.words(folding.fold(word)))[:MOST_WORD]
    return "" if folding.CLUSTER.search(joined) else joined


def _words(text: str, *, ends: bool) -> Iterator[str]:
    for run in folding.words(folding.fold(text)):
        if folding.is_unspaced(run):
            yield from _pairs(folding.clusters(run), ends=ends)
        else:
            yield run[:MOST_WORD]


def _pairs(letters: list[str], *, ends: bool) -> Iterator[str]:
    """Split 経済の into 経済, 済の, for an index also の.

    A search for one letter matches the prefix of a pair.
    """
    for first, second in pairwise(letters):
        yield first + second
    if ends or len(letters) == 1:
        yield letters[-1]


def _bounded(words: list[str]) -> str:
    result = " ".join(words).encode()
    if len(result) <= MOST_BYTES:
        return result.decode()
    return result[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]


def terms(query: str) -> list[Term]:
    """Parse a reader's query: every term must match, "quoted words" as a phrase, the last word as a
    prefix.
    """
    found = [
        _term(quoted or word)
        for quoted, word in QUERY_TERM.findall(folding.GERSHAYIM.sub("'", query))
    ]
    found = [term for term in found if term.words]
    if found and _may_be_unfinished(found[-1]) and not query.rstrip().endswith('"'):
        found[-1] = Term(found[-1].words, is_open=True)
    return found


def beginnings(query: str) -> list[Term]:
    """Parse a query of the desk, where each word may be a prefix."""
    found = [_term(part) for part in query.split()]
    return [
        replace(term, is_open=term.is_open or (len(term.words) == 1 and len(term.words[0]) > 1))
        for term in found
        if term.words
    ]


def _term(text: str) -> Term:
    words = tuple(fold(text))
    joined = (
        _joined(text) if len(words) > 1 and SIGNED.search(folding.with_apostrophes(text)) else ""
    )
    # “U.S.” must not find every “us”.
    if len(joined) < LEAST_BEGINNING or joined != "".join(words):
        joined = ""
    return Term(words, is_open=bool(words) and len(folding.clusters(words[-1])) == 1, joined=joined)


def _may_be_unfinished(term: Term) -> bool:
    return len(term.words) == 1 and len(term.words[0]) >= LEAST_BEGINNING
