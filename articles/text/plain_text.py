"""Convert HTML to one line of text, with spaces only at blocks, table cells and line breaks."""

import re
from html import unescape

# Inline elements do not end a word: half a word may be bold.
INLINE = (
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em"}
    | {"font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rt", "ruby", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
JOINS_WORDS = INLINE - {"img"}  # the letters on the two sides of a picture are not one word
RAISED = re.compile(
    r"<sup>\s{0,9}((?:<[^<>]{0,300}>){0,4})\s{0,9}([^<>&\s](?:[^<>&]{0,30}[^<>&\s])?)\s{0,9}((?:</\w{1,6}>){0,4})\s{0,9}</sup>"
)
RAISED_SIGNS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
HAS_SIGNS = re.compile(r"[0-9+−–=()ni-]+(?:, ?[0-9]+)*")
# Numbers, variables and what joins them. Letters alone are word endings: 5th, 1er, Mme.
POWER = re.compile(r"[kmpqtxyzα-ω]|(?!.*[^\W\d_]{3})(?=.*[0-9α-ω+−–=/])[\w\s.,:+−–=()/*·×-]+")
BASE = re.compile(r"([\w)])(?:</\w{1,6}>){0,2}\Z")  # the character before an exponent
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Matches parser output only, where each attribute is quoted. A photo's credit is separated from its
# caption.
TAG = re.compile(
    r'<(?P<credit>span class="credit")?/?(?P<name>[a-zA-Z][^\s<>/]*)?[^<>"]*(?:"[^"]*"[^<>"]*)*>'
)


def text_of(html: str) -> str:
    """Return the text on one line. The HTML must be parser output."""

    def separator(tag: re.Match[str]) -> str:
        joins = (tag["name"] or "").lower() in JOINS_WORDS and not tag["credit"]
        return "" if joins else " "

    text = TAG.sub(separator, with_raised_numbers(html))
    return " ".join(unescape(text).split())


def with_raised_numbers(html: str) -> str:
    """Replace <sup> by superscript characters (10⁶ is not 106), or by "^" if there are none."""
    # Subscripts need no sign: CO2 is clear.
    return RAISED.sub(lambda found: f"{found[1]}{_raised(found)}{found[3]}", html)


def _raised(found: re.Match[str]) -> str:
    text = found[2]
    before = BASE.search(found.string[max(found.start() - 20, 0) : found.start()])
    # A comma after a number is a decimal sign; after a word it stands between two notes.
    is_decimal = "," in text and before is not None and before[1].isdigit()
    if HAS_SIGNS.fullmatch(text) and not LETTERS.fullmatch(text) and not is_decimal:
        return text.translate(RAISED_SIGNS)
    if before is None or not POWER.fullmatch(text):
        return text
    return f"^{text}" if re.fullmatch(r"[\w.,]+", text) else f"^({text})"
