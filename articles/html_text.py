"""The text of HTML, for every place that needs words: blanks at blocks, cells and line breaks, and nowhere else."""

import re
from html import unescape

# Elements inside a line: a mark on half a word does not end the word.
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "img", "ins"),
    *("kbd", "label", "mark", "nobr", "q", "rb", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr"),
}
# Raised numbers keep their meaning without markup: 10⁶ is not 106. Lowered ones read right on the line: CO2.
RAISED = re.compile(r"<sup>\s*([0-9+−-]{1,20})\s*</sup>")
RAISED_SIGNS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
# Of HTML as a parser writes it: each attribute quoted. A photo's credit stands apart from its caption.
TAG = re.compile(r'<(?P<credit>span class="credit")?/?(?P<name>[a-zA-Z][^\s<>/]*)?[^<>"]*(?:"[^"]*"[^<>"]*)*>')


def text_of(html: str) -> str:
    """Expects HTML that a parser has written; returns one line."""
    return " ".join(unescape(TAG.sub(_separator, with_raised_numbers(html))).split())


def with_raised_numbers(html: str) -> str:
    """The HTML with numbers in superscript as characters of their own."""
    return RAISED.sub(lambda found: found[1].translate(RAISED_SIGNS), html)


def _separator(tag: re.Match[str]) -> str:
    return "" if (tag["name"] or "").lower() in INLINE and not tag["credit"] else " "
