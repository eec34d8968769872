"""Marks that stay open across paragraphs: a parser repeats them in each one, and a short text becomes a huge one.

Sixteen thousand characters, half of them the address of a link, would become sixteen million.
"""

import re
from collections import defaultdict

# The elements that HTML's standard calls formatting.
MARKS = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u", "span")
)
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-z][^\s/>]*+)(?>[^>\"']++|\"[^\"]*+\"|'[^']*+')*+", re.IGNORECASE | re.DOTALL
)
MOST_TIMES = 5  # as long as the text itself
MOST_ANYWAY = 50_000  # characters


def bounded(html: str) -> str:
    """Close marks where the next paragraph begins, once repeating them has taken several times the text's length."""
    budget = MOST_TIMES * len(html) + MOST_ANYWAY
    lengths: defaultdict[str, list[int]] = defaultdict(list)  # of the tags that are open, by name
    repeated = length = 0

    def bounded_tag(tag: re.Match[str]) -> str:
        nonlocal repeated, length
        name = (tag[2] or "").lower()
        if name in MARKS:
            if not tag[1]:
                lengths[name].append(len(tag[0]))
                length += len(tag[0])
            elif lengths[name]:
                length -= lengths[name].pop()
            return tag[0]
        repeated += length
        if not name or repeated <= budget:
            return tag[0]
        closed = "".join(f"</{mark}>" * len(each) for mark, each in lengths.items())
        lengths.clear()
        length = 0
        return closed + tag[0]

    return TAG.sub(bounded_tag, html)
