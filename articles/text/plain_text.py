"""Convert HTML to one line of text, with spaces only at blocks, table cells and line breaks."""

import re
from html import unescape

# Inline elements do not end a word: half a word may be bold.
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "img", "ins"),
    *("kbd", "label", "mark", "nobr", "q", "rb", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr"),
}
# Superscript numbers become characters, because 10⁶ is not 106. Subscript ones need none: CO2 is clear.
RAISED = re.compile(
    r"<sup>\s{0,9}((?:<[^<>]{0,300}>){0,4})\s{0,9}([0-9+−-]{1,20})\s{0,9}((?:</\w{1,6}>){0,4})\s{0,9}</sup>"
)
RAISED_SIGNS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
# Matches parser output only, where each attribute is quoted. A photo's credit is separated from its caption.
TAG = re.compile(r'<(?P<credit>span class="credit")?/?(?P<name>[a-zA-Z][^\s<>/]*)?[^<>"]*(?:"[^"]*"[^<>"]*)*>')


def text_of(html: str) -> str:
    """Return the text on one line. The HTML must be parser output."""
    return " ".join(unescape(TAG.sub(_separator, with_raised_numbers(html))).split())


def with_raised_numbers(html: str) -> str:
    """Replace numbers in <sup> by superscript characters."""
    return RAISED.sub(lambda found: f"{found[1]}{found[2].translate(RAISED_SIGNS)}{found[3]}", html)


def _separator(tag: re.Match[str]) -> str:
    return "" if (tag["name"] or "").lower() in INLINE and not tag["credit"] else " "
