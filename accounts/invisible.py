"""Remove invisible characters, except those that some scripts and emoji need."""

import re
import unicodedata

# The flags of England, Scotland, Wales and other regions: a black flag, the region in tag characters, an end mark.
REGION_FLAG = re.compile(
    "\U0001f3f4[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,4}\U000e007f"
)
JOINERS = {"\u200c", "\u200d"}  # needed in Persian, Hindi and others, and in combined emoji
WITHOUT_JOINERS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "COMBINING", "CJK", "HIRAGANA", "KATAKANA")
DROPPED = {"Cc", "Cf", "Co", "Cs", "Cn"}  # control, format, private use, surrogate, unassigned
NEW_EMOJI = range(0x1F000, 0x1FB00)  # reserved for pictographs: Unicode adds some every year


def without_invisible(text: str, *, keep: str = "") -> str:
    """Return the text without control characters, direction marks, stray joiners and stray tags.

    `keep` lists exceptions.
    """
    visible: list[str] = []
    end = 0
    for flag in REGION_FLAG.finditer(text):
        _add_visible(visible, text[end : flag.start()], keep)
        visible.append(flag[0])
        end = flag.end()
    _add_visible(visible, text[end:], keep)
    return "".join(visible)


def _add_visible(visible: list[str], text: str, keep: str) -> None:
    for sign in text:
        if sign in JOINERS:
            is_visible = _joins(visible[-1][-1] if visible else "")
        else:
            is_visible = sign in keep or ord(sign) in NEW_EMOJI or unicodedata.category(sign) not in DROPPED
        if is_visible:
            visible.append(sign)


def _joins(before: str) -> bool:
    """Return whether a joiner has an effect after this character: in emoji and in scripts whose letters join."""
    if not before or before.isspace() or before.isascii() or unicodedata.category(before) == "Cf":
        return False
    return not unicodedata.name(before, "").startswith(WITHOUT_JOINERS)
