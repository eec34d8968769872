"""Remove invisible characters, except those that some scripts and emoji need."""

import re
import unicodedata

# The flags of England, Scotland, Wales and other regions: a black flag, the region in tag
# characters, an end mark.
REGION_FLAG = re.compile(
    "\U0001f3f4[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,4}\U000e007f"
)
# Bidirectional embeddings, overrides and isolates: they turn round the text after them too, such as
# the address beside a name. Direction marks do not.
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
JOINERS = {"\u200c", "\u200d"}  # needed in Persian, Hindi and others, and in combined emoji
WITHOUT_JOINERS = (
    "LATIN",
    "GREEK",
    "CYRILLIC",
    "ARMENIAN",
    "GEORGIAN",
    "COMBINING",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
)
DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}  # control, format, private use, surrogate, unassigned
# Letters and signs without a visible shape: Hangul fillers, Khmer inherent vowels, grapheme joiner,
# Mongolian vowel separator, empty braille cell, musical null notehead, object replacement.
BLANKS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2065\u2800\u3164\uffa0\ufffc\U0001d159\U00016fe4"
)
EMPTY_CELL = "\u2800"
BRAILLE = re.compile("[\u2801-\u28ff]")
# They choose the shape of the character before: emoji, Chinese characters, Mongolian letters.
SELECTORS = frozenset("\u180b\u180c\u180d\u180f").union(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
NEW_EMOJI = range(0x1F000, 0x1FB00)  # reserved for pictographs: Unicode adds some every year


def without_invisible(text: str, *, keep: str = "") -> str:
    """Return the text without invisible characters, except those in `keep`.

    They are control characters, direction marks, blank letters, stray joiners and stray tags.
    """
    blanks = blanks_in(text)
    text = "".join(sign for sign in text if sign not in blanks)
    visible: list[str] = []
    end = 0
    for flag in REGION_FLAG.finditer(text):
        _add_visible(visible, text[end : flag.start()], keep)
        visible.append(flag[0])
        end = flag.end()
    _add_visible(visible, text[end:], keep)
    return "".join(visible)


def blanks_in(text: str) -> set[str]:
    """Return the letters of the text that show nothing. In braille, the empty cell is a space."""
    blanks = set(BLANKS.intersection(text))
    return blanks - {EMPTY_CELL} if BRAILLE.search(text) else blanks


def remove_invisible(text: str) -> str:
    """Return the text for comparison, without invisible characters and enclosing marks.

    Invisible are joiners, other format characters, blank letters and selectors.
    """
    ignored = BLANKS | SELECTORS
    return "".join(
        each
        for each in text
        if unicodedata.category(each) not in {"Cf", "Me"} and each not in ignored
    )


def _add_visible(visible: list[str], text: str, keep: str) -> None:
    for sign in text:
        if sign in JOINERS:
            is_visible = _joins(visible[-1][-1] if visible else "")
        else:
            is_visible = (
                sign in keep or ord(sign) in NEW_EMOJI or unicodedata.category(sign) not in DROPPED
            )
        if is_visible:
            visible.append(sign)


def _joins(before: str) -> bool:
    """Return whether a joiner has an effect after this character.

    It has one in emoji and in scripts whose letters join.
    """
    if not before or before.isspace() or before.isascii() or unicodedata.category(before) == "Cf":
        return False
    return not unicodedata.name(before, "").startswith(WITHOUT_JOINERS)
