"""The free opening of a column, cut when it is saved: no pull quote, no figure, at most half of the words."""

import re

from django.core.exceptions import ValidationError
from django.utils.html import escape
from selectolax.lexbor import LexborNode

from articles.markup import blocks, count_words, is_break, is_prose, text_of

MOST_PARAGRAPHS = 2
MOST_WORDS = 120
HEADINGS = {"h2", "h3"}  # their words hide nothing
SENTENCE_END = re.compile(r"(?<=[.!?…؟।])[”’\"')\]]*\s+|(?<=[。！？])[」』”’]*")
BREAK_TOO_LOW = "The break mark leaves less than half of the column hidden. Move it up, or take it out."


def cut(body: str) -> str:
    """The teaser as HTML; raises ValidationError where the editor's break mark shows too much."""
    nodes = blocks(body)
    prose = [node for node in nodes if is_prose(node)]
    half = _words([node for node in prose if node.tag not in HEADINGS]) // 2
    marked = _before_mark(nodes)
    if marked and _words(marked) > half:
        raise ValidationError(BREAK_TOO_LOW, code="teaser-break")
    return _html(marked) if marked else _opening([node for node in prose if node.tag == "p"], half)


def _words(nodes: list[LexborNode]) -> int:
    return sum(count_words(text_of(node)) for node in nodes)


def _html(nodes: list[LexborNode]) -> str:
    return "\n".join(node.html or "" for node in nodes)


def _before_mark(nodes: list[LexborNode]) -> list[LexborNode]:
    mark = next((place for place, node in enumerate(nodes) if is_break(node)), 0)
    return [node for node in nodes[:mark] if is_prose(node)]


def _opening(paragraphs: list[LexborNode], half: int) -> str:
    """Whole paragraphs while they fit; where not even the first does, its first sentences or words."""
    limit = min(MOST_WORDS, half)
    chosen: list[LexborNode] = []
    for paragraph in paragraphs[:MOST_PARAGRAPHS]:
        if _words([*chosen, paragraph]) > limit:
            break
        chosen.append(paragraph)
    if chosen or not paragraphs:
        return _html(chosen)
    return f"<p>{escape(_sentences(text_of(paragraphs[0]), limit))}</p>"


def _sentences(text: str, limit: int) -> str:
    """Whole sentences up to `limit` words; of a longer first sentence its first words and an ellipsis."""
    end = 0
    for stop in SENTENCE_END.finditer(text):
        if count_words(text[: stop.end()]) > limit:
            break
        end = stop.end()
    return text[:end].strip() or _first_words(text, limit)


def _first_words(text: str, limit: int) -> str:
    words = text.split()
    while words and count_words(" ".join(words)) > limit:
        words.pop()
    return f"{' '.join(words)}…" if words else ""
