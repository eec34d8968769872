"""Words for the search indexes: the same folding for what is kept and for what is asked, whatever the database."""

import re
import unicodedata
from dataclasses import dataclass

MOST_TEXT = 200_000  # characters of one column that are indexed; PostgreSQL ends at a megabyte
MOST_WORD = 60  # characters
LEAST_BEGINNING = 3  # letters of an unfinished word: fewer would match half of the archive
WORD = re.compile(r"[^\W_]+")
ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """A word, or words that must stand together; `is_open` matches words that begin so."""

    words: tuple[str, ...]
    is_open: bool = False


def fold(text: str) -> list[str]:
    """The words in lower case and without accents: Zoë is found as zoe."""
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return [word[:MOST_WORD] for word in WORD.findall(unicodedata.normalize("NFC", bare).casefold())]


def for_index(*texts: str) -> str:
    return " ".join(fold(" ".join(texts)[:MOST_TEXT]))


def terms(query: str) -> list[Term]:
    """What a reader typed: all of it must be found; "quoted words" together; the last word may be unfinished."""
    found = [Term(tuple(fold(quoted or word))) for quoted, word in ASKED.findall(query)]
    found = [term for term in found if term.words]
    if found and _may_be_unfinished(found[-1]) and not query.rstrip().endswith('"'):
        found[-1] = Term(found[-1].words, is_open=True)
    return found


def beginnings(query: str) -> list[Term]:
    """For the desk, where each word may be the beginning of one."""
    folded = [fold(part) for part in query.split()]
    return [Term(tuple(words), is_open=len(words) == 1 and len(words[0]) > 1) for words in folded if words]


def _may_be_unfinished(term: Term) -> bool:
    return len(term.words) == 1 and len(term.words[0]) >= LEAST_BEGINNING
