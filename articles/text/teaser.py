"""The teaser of a column, cut when it is saved.

It has no pull quote, figure or table, and at most half of the words.
"""

import re
from collections.abc import Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.html import escape
from selectolax.lexbor import LexborNode

from articles.text.length import WORD, count_words
from articles.text.markup import BLOCKS, blocks, is_break, is_prose, text_of

MOST_PARAGRAPHS = 2
MOST_WORDS = 120
HEADINGS = {"h2", "h3"}  # their words do not count
LISTS = {"ul", "ol"}
CONTAINERS = {*LISTS, "blockquote"}
BODY_ONLY = "aside, figure, table, img, hr"  # inside of another element
SENTENCE_END = re.compile(r"(?<=[.!?…؟।])[”’\"')\]]*\s+|(?<=[。！？])[」』”’]*")
# A full stop after these does not end a sentence: titles, initials, abbreviations before a number.
ABBREVIATION = re.compile(
    r"(?<!\w)(?:[A-ZÀ-ÖØ-Þ]|Mrs?|Ms|Mx|Dr|Prof|Rev|Hon|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Msgr|St|Mt|Jr|Sr"
    r"|No|Nos|Vol|pp?|vs|cf|e\.g|i\.e|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
)
LONGEST_ABBREVIATION = 6  # characters, including the one before it
BREAK_TOO_LOW = (
    "The break mark leaves less than half of the column hidden. Move it up, or take it out."
)


def cut(body: str) -> str:
    """Return the teaser as HTML.

    Raise ValidationError if the editor's teaser break shows too much.
    """
    nodes = blocks(body)
    text = [_without_figures(node) for node in nodes if is_prose(node)]
    text = [node for node in text if node.tag not in HEADINGS and text_of(node)]
    half = sum(_words(node) for node in text) // 2
    mark = next((position for position, node in enumerate(nodes) if is_break(node)), 0)
    marked = [node for node in nodes[:mark] if is_prose(node) and node.tag != "table"]
    marked = [node for node in marked if text_of(node)]
    if not marked:
        return "\n".join(part for part in _opening(text, half) if part)
    if sum(_words(node) for node in marked) > half:
        raise ValidationError(BREAK_TOO_LOW, code="teaser-break")
    return "\n".join(node.html or "" for node in marked)


def _words(node: LexborNode) -> int:
    return count_words(text_of(node))


def _without_figures(node: LexborNode) -> LexborNode:
    if node.tag == "table":
        return node
    for beside in reversed(node.css(BODY_ONLY)):
        before, after = beside.prev, beside.next
        if before is None or after is None or not (before.is_text_node and after.is_text_node):
            beside.decompose()
        else:
            beside.replace_with(" ")  # or two words would become one
    return node


def _opening(text: list[LexborNode], half: int) -> Iterator[str]:
    """Yield whole paragraphs and list items until one does not fit.

    Everything after it stays hidden.
    """
    paragraphs = 0
    limit = min(MOST_WORDS, half)
    for node in text:
        if node.tag == "table":
            half -= _words(node)  # not shown, but its words count towards the visible half
            limit = min(limit, half)
            continue
        whole, left, taken = _first_units(node, limit, MOST_PARAGRAPHS - paragraphs)
        if not whole and not taken and not paragraphs:
            # If the whole column is one paragraph, show its first sentence.
            yield _first_sentences(node, limit, most=1 if len(text) == 1 else MOST_WORDS)
        if taken:
            yield node.html or ""
        paragraphs += taken
        half -= limit - left
        limit = left
        if not whole or paragraphs >= MOST_PARAGRAPHS:
            return


def _first_units(node: LexborNode, limit: int, most: int) -> tuple[bool, int, int]:
    """Shorten the element to its first items or paragraphs that fit.

    Return whether all of them fit, the words left of `limit`, and the number of paragraphs that it
    counts as.
    """
    units = _units(node)
    fitting = 0
    for unit in units:
        words = _words(unit)
        if words > limit or (node.tag == "blockquote" and fitting >= most):
            break
        limit -= words
        fitting += 1
    if fitting and fitting < len(units):
        for unit in reversed(units[fitting:]):
            unit.decompose()
    return fitting == len(units), limit, fitting if node.tag == "blockquote" else min(fitting, 1)


def _units(node: LexborNode) -> list[LexborNode]:
    """Return a list's items or a quotation's blocks; any other element as one unit.

    A quotation with loose text is one unit too.
    """
    if node.tag not in CONTAINERS:
        return [node]
    parts = [
        part for part in node.iter(include_text=True) if part.tag != "-text" or part.text().strip()
    ]
    unit_tags = {"li"} if node.tag in LISTS else BLOCKS
    return parts if all(part.tag in unit_tags for part in parts) else [node]


def _first_sentences(node: LexborNode, limit: int, *, most: int) -> str:
    """Return the first sentences of the first unit as a paragraph.

    It stays inside a quotation if it was one.
    """
    text = _sentences(text_of(_units(node)[0]), limit, most=most) if limit > 0 else ""
    if not text:
        return ""
    paragraph = f"<p>{escape(text)}</p>"
    return f"<blockquote>{paragraph}</blockquote>" if node.tag == "blockquote" else paragraph


def _sentences(text: str, limit: int, *, most: int) -> str:
    """Return up to `most` whole sentences within `limit` words.

    Shorten a first sentence that is too long with "…".
    """
    end = words = number = 0
    for stop in SENTENCE_END.finditer(text):
        before = text[max(stop.start() - LONGEST_ABBREVIATION, 0) : stop.start()]
        after = text[stop.end() : stop.end() + 1]
        if ABBREVIATION.search(before) or after.islower():
            continue
        words += count_words(text[end : stop.end()])
        if words > limit or number >= most:
            break
        end = stop.end()
        number += 1
    return text[:end].strip() or _first_words(text, limit)


def _first_words(text: str, limit: int) -> str:
    chosen: list[str] = []
    words = 0
    for part in text.split():
        words += count_words(part)
        if words > limit:
            break
        chosen.append(part)
    shown = " ".join(chosen)
    if not shown:
        # Chinese and Japanese have no spaces: cut between two characters.
        ends = [word.end() for word in islice(WORD.finditer(text), limit)]
        shown = text[: ends[-1]] if ends else ""
    return f"{shown}…" if shown else ""
