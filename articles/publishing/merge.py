"""Two people changed one text: what only one of them changed is taken, where both did the writer's own stays.

Passages are the outermost elements of a text. A passage that either of them added is never lost,
and one that either of them moved stands once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from articles.publishing import diff

Passages = Sequence[str]
# Why a passage stands at its place, in the order in which second copies are dropped.
UNMOVED, THEIRS, MINE, COMMON = range(4)


@dataclass(frozen=True)
class Placed:
    """A passage of the merged text: where it stood, where one of the two put it, or where all have it."""

    html: str
    why: int


@dataclass(frozen=True)
class Merged:
    """The text of both, and how many passages both had changed in different ways."""

    body: str
    overlaps: int


def texts(base: str, theirs: str, own: str) -> Merged:
    """Where both changed the same passage, mine stands and what they added to it follows."""
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
            made += [*map(place, own), *(place(each, by=THEIRS) for each in other if each not in known)]
    return _each_once(made, Counter(base), Counter(theirs), Counter(mine), overlaps)


def _placed(old: set[str], html: str, by: int = MINE) -> Placed:
    return Placed(html, UNMOVED if html in old else by)


def _each_once(
    made: list[Placed], base: Counter[str], theirs: Counter[str], mine: Counter[str], overlaps: int
) -> tuple[list[str], int]:
    """Drop the second copy of a passage that one of them moved: it stands where it was moved to."""
    number = Counter(each.html for each in made)
    extra = {html: many - max(theirs[html] + mine[html] - base[html], 1) for html, many in number.items()}
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
    """Return their value if only they changed the field. For a list, such as topics, return what either side added."""
    if isinstance(theirs, list) and isinstance(own, list):
        old = base or []
        remaining = [each for each in own if each in theirs or each not in old]
        return remaining + [each for each in theirs if each not in old and each not in own] if own != old else theirs
    return theirs if own == base else own


def is_overlap(base: Any, theirs: Any, own: Any) -> bool:
    """Return whether both changed a field, which has room for one of them only."""
    return not isinstance(own, list) and theirs not in (base, own) and own != base


def _split(body: str) -> list[str]:
    return [each.html for each in diff.passages(body)]


def _stretches(base: Passages, theirs: Passages, own: Passages) -> list[tuple[list[str], list[str], list[str]]]:
    """What stands between passages that all three have, and these passages themselves, in order."""
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
    """Where passages of the base stand in the other, in order."""
    blocks = diff.BoundedMatcher(base, other).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
