"""Differences between two versions of a column, word by word, for a side-by-side view."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, zip_longest

from selectolax.lexbor import LexborNode

from articles.text import markup, tables

WORD = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")  # each with the space before it
# The editor removes these spaces.
UNSEEN = re.compile(r"(?<!\s)\s+(?=</(?:p|h2|h3|li|blockquote|aside|figcaption)>)")
MOST_WORDS = 4000  # longer passages are shown as a whole, not word by word
COMMON = 20  # words that occur more often are not used for alignment
STEPS_A_WORD = 100  # pairs of equal words that are compared; prose needs about twenty
KINDS = {
    "h2": "Heading",
    "h3": "Small heading",
    "aside": "Pull quote",
    "figure": "Figure",
    "blockquote": "Quote",
    "ul": "List",
    "ol": "Numbered list",
    "table": "Table",
    "hr": "Rule",
}


@dataclass(frozen=True)
class Segment:
    """Words of one side.

    "same" on both sides, "gone" from the older or "new" in the newer version.
    """

    kind: str
    words: str

    @property
    def is_removed(self) -> bool:
        return self.kind == "gone"

    @property
    def is_added(self) -> bool:
        return self.kind == "new"

    @property
    def is_note(self) -> bool:
        return self.kind == "note"


Segments = list[Segment]


class BoundedMatcher(SequenceMatcher[str]):
    """A SequenceMatcher with linear cost.

    After a limited number of steps it finds no more equal passages.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._left = STEPS_A_WORD * (len(old) + len(new))
        positions: dict[str, list[int]] = self.b2j  # type: ignore[attr-defined]  # documented in difflib, not in the stubs
        for common in [word for word, results in positions.items() if len(results) > COMMON]:
            del positions[common]
        # Sums up to each word, so that the cost of a range is one subtraction.
        self._steps_until = [0, *accumulate(1 + len(positions.get(each, ())) for each in old)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        end = len(self._steps_until) - 1 if ahi is None else ahi
        self._left -= self._steps_until[end] - self._steps_until[alo]
        return (
            Match(alo, blo, 0) if self._left < 0 else super().find_longest_match(alo, end, blo, bhi)
        )


@dataclass(frozen=True)
class Row:
    """One field or passage on both sides; empty on a side that lacks it."""

    name: str
    before: Segments
    after: Segments

    @property
    def changed(self) -> bool:
        return any(segment.kind != "same" for segment in (*self.before, *self.after))


@dataclass(frozen=True)
class Passage:
    """A top-level element of a text: its kind, its text and its HTML."""

    name: str
    words: str
    html: str

    @property
    def text_without_spaces(self) -> str:
        """Return the words without spaces, because inline elements may add spaces between them."""
        return "".join(self.words.split())


def passages(body: str) -> list[Passage]:
    return [_passage(node) for node in markup.blocks(body)]


def words(before: str, after: str) -> tuple[Segments, Segments]:
    """Return both sides as segments. Passages that are too long are "gone" and "new" as a whole."""
    if before == after:
        return _whole("same", before), _whole("same", after)
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _whole("gone", before), _whole("new", after)
    left: Segments = []
    segments: Segments = []
    for tag, i1, i2, j1, j2 in BoundedMatcher(old, new).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if tag == "equal":
            _add_same(left, gone)
            _add_same(segments, come)
            continue
        # A space before both words did not change.
        if gone[:1].isspace() and gone[:1] == come[:1]:
            _add_same(left, gone[0])
            _add_same(segments, come[0])
            gone, come = gone[1:], come[1:]
        left += _whole("gone", gone)
        segments += _whole("new", come)
    return left, segments


def _add_same(segments: Segments, words: str) -> None:
    if segments and segments[-1].kind == "same":
        words = segments.pop().words + words
    segments.append(Segment("same", words))


def row(name: str, before: str, after: str) -> Row:
    left, segments = words(before, after)
    return Row(name, left, segments)


def texts(before: str, after: str) -> list[Row]:
    """Return the aligned passages of two bodies in reading order, unchanged ones included."""
    old, new = passages(before), passages(after)
    matcher = BoundedMatcher([each.html for each in old], [each.html for each in new])
    rows: list[Row] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        pairs = (
            zip(old[i1:i2], new[j1:j2], strict=True)
            if tag == "equal"
            else _paired(old[i1:i2], new[j1:j2])
        )
        rows += [_passage_row(left, passage) for left, passage in pairs]
    return rows


def folded(rows: Sequence[Row], *, around: int = 1) -> Iterator[Row | None]:
    """Yield changed rows with their neighbours; None stands for unchanged rows between them."""
    near = {
        position + step
        for position, each in enumerate(rows)
        if each.changed
        for step in range(-around, around + 1)
    }
    skipped = False
    for position, each in enumerate(rows):
        if position in near:
            yield each
        elif not skipped:
            yield None
        skipped = position not in near


def _paired(
    old: list[Passage], new: list[Passage]
) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Pair passages of the same kind in order; passages of different kinds stay alone."""
    for left, right in zip_longest(old, new):
        if left is not None and right is not None and left.name != right.name:
            yield left, None
            yield None, right
        else:
            yield left, right


def _passage_row(left: Passage | None, passage: Passage | None) -> Row:
    if left is None or passage is None:
        return Row(
            (left or passage).name,  # type: ignore[union-attr]  # one of them is there
            _whole("gone", left.words) if left else [],
            _whole("new", passage.words) if passage else [],
        )
    if left.html != passage.html and left.text_without_spaces == passage.text_without_spaces:
        return Row(
            left.name,
            _whole("gone", left.words),
            [*_whole("new", passage.words), Segment("note", "form changed")],
        )
    before, after = words(left.words, passage.words)
    return Row(left.name, before, after)


def _whole(kind: str, text: str) -> Segments:
    return [Segment(kind, text)] if text else []


def _passage(node: LexborNode) -> Passage:
    if markup.is_break(node):
        return Passage("Teaser ends here", "⁂", node.html or "")
    name = "Video" if markup.is_video(node) else KINDS.get(str(node.tag), "")
    message = tables.in_one_line(node) if node.tag == "table" else markup.text_of(node)
    picture = node.css_first("img")
    if picture is not None:
        message = " · ".join(
            part for part in (picture.attributes.get("alt") or "a picture", message) if part
        )
    return Passage(
        name, message or ("—" if node.tag == "hr" else ""), UNSEEN.sub("", node.html or "")
    )
