"""Validators for short texts: no invisible characters, no links."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from accounts.text.invisible import DIRECTIONS, JOINERS, REGION_FLAG, blanks_in
from accounts.text.normalization import normalize

INVISIBLE_KINDS = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
IGNORED = INVISIBLE_KINDS | {
    "Mn",
    "Mc",
    "Me",
}  # combining marks must not hide a domain from ADDRESS
# What mail programs turn into links. There are over a thousand top-level domains and new ones each
# year, so any letters after a dot count as one.
ADDRESS = re.compile(
    r"""://|\bwww\.|\bhttps?\b|\b(?:mailto|tel|sms):\S|\\\\\w|[^\s@]@[^\s@]
    |[^\s.]\.[^\W\d_]{2,}
    |\b\d{1,3}(?:\.\d{1,3}){3}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Allowed: names with titles or initials but no space, as Dr.Meyer or J.R.R.Tolkien. Short endings
# could be domains.
NAME_WITH_INITIALS = re.compile(
    r"""(?<![\w.@-])(?:(?:Dr|Fr|Mr|Mrs|Ms|Prof|Rev|St|[A-ZΑ-ΩА-Я])\.)+[A-ZΑ-ΩА-Я][a-zα-ωа-я]{3,}
    (?![\w@/\#-]|\.\w|[:?]\w)
    """,
    re.VERBOSE,
)
IDEOGRAPHIC_STOP = re.compile(
    r"[\u3002\uff61](?=[0-9a-zA-Z])"
)  # ends sentences too, where Chinese letters follow


def refuse_invisible(text: str) -> None:
    # Control characters and direction marks can make one name look like another.
    letters = REGION_FLAG.sub("", text)
    is_control = any(
        unicodedata.category(char) in INVISIBLE_KINDS and char not in JOINERS for char in letters
    )
    if is_control or blanks_in(text):
        raise ValidationError(
            "There is an invisible character in this. Please type it instead of pasting it."
        )


def refuse_direction_overrides(text: str) -> None:
    """Refuse embeddings, overrides and isolates, which turn round the text after them too.

    The direction marks that editors of right-to-left texts type are allowed.
    """
    if DIRECTIONS.search(text):
        raise ValidationError(
            "There is a character in this that reverses the text after it. Please type it instead"
            " of pasting it."
        )


def has_address(text: str) -> bool:
    plain = IDEOGRAPHIC_STOP.sub(".", normalize("NFKD", text))
    plain = "".join(
        char for char in plain if char.isspace() or unicodedata.category(char) not in IGNORED
    )
    return bool(ADDRESS.search(NAME_WITH_INITIALS.sub(" ", plain)))


def refuse_addresses(text: str) -> None:
    """Refuse links in text that is sent to another person by e-mail."""
    if has_address(text):
        raise ValidationError(
            "Please leave web addresses out: mails with strangers’ links are taken for fraud. "
            "If this is no web address, put a space after each full stop."
        )
