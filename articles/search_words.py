"""Words for the search indexes: the same folding for what is kept and for what is asked, whatever the database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from articles import folding

MOST_TEXT = 200_000  # characters of one column that are indexed
MOST_BYTES = 600_000  # of its words; a tsvector of PostgreSQL ends at a megabyte, positions included
MOST_WORD = 60  # characters
LEAST_BEGINNING = 3  # letters of an unfinished word: fewer would match half of the archive
ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
# Words with signs inside: O’Connor, e-mail, U.S., AT&T.
# The words are taken whole (++): trying again inside them would be quadratic.
SIGNED = re.compile(r"(?<!\w)[^\W_]++(?:['’ʼ‘‐‑&-][^\W_]+)+|(?<![\w.])[^\W\d_](?:\.[^\W\d_])+(?!\w)")


@dataclass(frozen=True)
class Term:
    """A word, or words that must stand together; `is_open` matches words that begin so."""

    words: tuple[str, ...]
    is_open: bool = False


def fold(text: str) -> list[str]:
    """The words in lower case and without accents; scripts without blanks come in pairs of letters."""
    return list(_words(text, ends=False))


def for_index(*texts: str) -> str:
    """The words, and at the end those with signs once more without them: O’Connor is found as oconnor."""
    text = " ".join(texts)[:MOST_TEXT]
    joined = dict.fromkeys("".join(folding.runs(folding.plain(word))) for word in SIGNED.findall(text))
    return _bounded([*_words(text, ends=True), *(word[:MOST_WORD] for word in joined if word.isascii())])


def _words(text: str, *, ends: bool) -> Iterator[str]:
    for run in folding.runs(folding.plain(text)):
        if folding.is_unspaced(run):
            yield from _pairs(folding.clusters(run), ends=ends)
        else:
            yield run[:MOST_WORD]


def _pairs(letters: list[str], *, ends: bool) -> Iterator[str]:
    """経済の gives 経済, 済の, and in an index の: so a single letter is found too, as the beginning of a pair."""
    for first, second in pairwise(letters):
        yield first + second
    if ends or len(letters) == 1:
        yield letters[-1]


def _bounded(words: list[str]) -> str:
    found = " ".join(words).encode()
    if len(found) <= MOST_BYTES:
        return found.decode()
    return found[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]


def terms(query: str) -> list[Term]:
    """What a reader typed: all of it must be found; "quoted words" together; the last word may be unfinished."""
    found = [_term(quoted or word) for quoted, word in ASKED.findall(query)]
    found = [term for term in found if term.words]
    if found and _may_be_unfinished(found[-1]) and not query.rstrip().endswith('"'):
        found[-1] = Term(found[-1].words, is_open=True)
    return found


def beginnings(query: str) -> list[Term]:
    """For the desk, where each word may be the beginning of one."""
    found = [_term(part) for part in query.split()]
    return [
        Term(term.words, is_open=term.is_open or (len(term.words) == 1 and len(term.words[0]) > 1))
        for term in found
        if term.words
    ]


def _term(text: str) -> Term:
    words = tuple(fold(text))
    return Term(words, is_open=bool(words) and len(folding.clusters(words[-1])) == 1)


def _may_be_unfinished(term: Term) -> bool:
    return len(term.words) == 1 and len(term.words[0]) >= LEAST_BEGINNING
