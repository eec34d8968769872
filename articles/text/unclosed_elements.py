"""Close inline elements that stay open across paragraphs, because an HTML parser repeats them in
each one.

Otherwise 16,000 characters, half of them the URL of a link, could become 16 million.
"""

import re
from collections import defaultdict

# The HTML standard's formatting elements, and span.
FORMATTING_ELEMENTS = frozenset(
    (
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
        "span",
    )
)
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-z][^\s/>]*+)(?>[^>\"']++|\"[^\"]*+\"|'[^']*+')*+",
    re.IGNORECASE | re.DOTALL,
)
MOST_TIMES = 5  # repeated tags may add this many times the text's length
MOST_ANYWAY = 50_000  # characters that may be added to any text


def close_unclosed(html: str) -> str:
    """Close open inline elements at the next block once their repetition exceeds a limit."""
    budget = MOST_TIMES * len(html) + MOST_ANYWAY
    lengths: defaultdict[str, list[int]] = defaultdict(list)  # of the tags that are open, by name
    repeated = length = 0

    def bounded_tag(tag: re.Match[str]) -> str:
        nonlocal repeated, length
        name = (tag[2] or "").lower()
        if name in FORMATTING_ELEMENTS:
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
