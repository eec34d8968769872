"""Three-way merge of a text that two users changed.

Where both changed a passage, the writer's own version stays. Passages are top-level elements. A
passage added by either side is never lost, and a moved passage occurs once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from articles.publishing import diff

Passages = Sequence[str]
# Why a passage is at its position, in the order in which duplicates are removed.
UNMOVED, THEIRS, MINE, COMMON = range(4)


@dataclass(frozen=True)
class Placed:
    """A passage of the merged text, with the reason for its position."""

    html: str
    why: int


@dataclass(frozen=True)
class Merged:
    """The merged text, and the number of passages that both sides changed differently."""

    body: str
    overlaps: int


def texts(base: str, theirs: str, own: str) -> Merged:
    """Merge three bodies.

    Where both changed a passage, own text stays and added text of the other follows.
    """
    parts, overlaps = passages(_split(base), _split(theirs), _split(own))
    return Merged("\n".join(parts), overlaps)


def passages(base: Passages, theirs: Passages, mine: Passages) -> tuple[list[str], int]:
    made: list[Placed] = []
    overlaps = 0
    for old, other, own in _stretches(base, theirs, mine):
        place = partial(_placed, set(old))
        if old == other == own:
            made += (Placed(each, COMMON) for each in old)
        elif other in (old, own):
            made += map(place, own)
        elif own == old:
            made += (place(each, by=THEIRS) for each in other)
        else:
            overlaps += 1
            known = {*own, *old}
            made += [
                *map(place, own),
                *(place(each, by=THEIRS) for each in other if each not in known),
            ]
    return _each_once(made, Counter(base), Counter(theirs), Counter(mine), overlaps)


def _placed(old: set[str], html: str, by: int = MINE) -> Placed:
    return Placed(html, UNMOVED if html in old else by)


def _each_once(
    made: list[Placed], base: Counter[str], theirs: Counter[str], mine: Counter[str], overlaps: int
) -> tuple[list[str], int]:
    """Remove duplicates of a passage that one side moved, so that only the moved one stays."""
    number = Counter(each.html for each in made)
    # Copies beyond the number that the changes of both sides together require.
    extra = {
        html: many - max(theirs[html] + mine[html] - base[html], 1) for html, many in number.items()
    }
    dropped: set[int] = set()
    for place in sorted(range(len(made)), key=lambda place: made[place].why):
        html, why = made[place].html, made[place].why
        if extra[html] > 0:
            extra[html] -= 1
            dropped.add(place)
            overlaps += why != UNMOVED  # both moved it, to different places
        elif why in {THEIRS, MINE} and html in base and not (theirs[html] and mine[html]):
            overlaps += 1  # one moved it, the other deleted it
    return [each.html for place, each in enumerate(made) if place not in dropped], overlaps


def value(base: Any, theirs: Any, own: Any) -> Any:
    """Merge one field: return their value if only they changed it.

    For lists, return what either side added.
    """
    if isinstance(theirs, list) and isinstance(own, list):
        old = base or []
        remaining = [each for each in own if each in theirs or each not in old]
        return (
            remaining + [each for each in theirs if each not in old and each not in own]
            if own != old
            else theirs
        )
    return theirs if own == base else own


def is_overlap(base: Any, theirs: Any, own: Any) -> bool:
    return not isinstance(own, list) and theirs not in (base, own) and own != base


def _split(body: str) -> list[str]:
    return [each.html for each in diff.passages(body)]


def _stretches(
    base: Passages, theirs: Passages, own: Passages
) -> list[tuple[list[str], list[str], list[str]]]:
    """Split the texts at passages that all three have.

    Return these and the stretches between them, in order.
    """
    in_theirs, in_mine = _positions(base, theirs), _positions(base, own)
    results = []
    b = t = m = 0
    for position in [*sorted(in_theirs.keys() & in_mine.keys()), None]:
        ends = (
            (len(base), len(theirs), len(own))
            if position is None
            else (position, in_theirs[position], in_mine[position])
        )
        results.append((list(base[b : ends[0]]), list(theirs[t : ends[1]]), list(own[m : ends[2]])))
        if position is not None:
            results.append(([base[position]],) * 3)
        b, t, m = (end + 1 for end in ends)
    return results


def _positions(base: Passages, other: Passages) -> dict[int, int]:
    blocks = diff.BoundedMatcher(base, other).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
