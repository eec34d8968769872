"""Make HTML safe to parse: in linear time, and without multiplying its length."""

import re
from collections import Counter, defaultdict

# The HTML standard's formatting elements, and span.
FORMATTING_ELEMENTS = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "span", "strike"}
    | {"strong", "tt", "u"}
)
TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-z][^\s/>]*+)(?>[^>\"']++|\"[^\"]*+\"|'[^']*+')*+",
    re.IGNORECASE | re.DOTALL,
)
# Comments, and starts of tags. An unclosed comment goes on to the end.
TAG_START = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-z][^\s/>]*)", re.IGNORECASE | re.DOTALL
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
# Elements without content, or that end where the next one of their kind begins.
FLAT = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "tr"}
    | {"br", "hr", "img", "wbr", "col", "meta", "link", "input"}
)
DEEPEST = 200  # nested elements
MOST_TIMES = 5  # repeated tags may add this many times the text's length
MOST_ANYWAY = 50_000  # characters that may be added to any text


def bounded_html(html: str) -> str:
    return close_unclosed(limit_depth(CONTROL.sub("", html)))


def limit_depth(html: str) -> str:
    """Remove tags nested too deeply, because a parser's time grows with the square of the depth."""
    open_elements: Counter[str] = Counter()
    depth = 0

    def limited(tag: re.Match[str]) -> str:
        nonlocal depth
        is_end, name = bool(tag[1]), (tag[2] or "").lower()
        if not name or name in FLAT:
            return tag[0]
        if not is_end and depth >= DEEPEST:
            return "<wbr"  # replaces the start of the tag, whose attributes follow
        step = -min(open_elements[name], 1) if is_end else 1
        open_elements[name] += step
        depth += step
        return tag[0]

    return TAG_START.sub(limited, html)


def close_unclosed(html: str) -> str:
    """Close open inline elements at the next block once their repetition exceeds a limit.

    A parser repeats them in each paragraph: 16,000 characters, half of them the URL of a link,
    could become 16 million.
    """
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
