"""Validators of short texts that people type: no invisible characters, no links."""

import re
import unicodedata

from django.core.exceptions import ValidationError

INVISIBLE_KINDS = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
# What mail programs turn into links: schemes, www, mail addresses, a host with a path, common top-level domains.
ADDRESS = re.compile(
    r"://|\bwww\.|\bhttps?\b|[^\s@]@[^\s@]|[^\s.]\.[^\W\d_]{2,}/"
    r"|[^\s.]\.(?:com|net|org|info|biz|io|ai|app|dev|xyz|top|site|online|shop|store|club|live|link|click|icu|vip|pro|ly|gl"
    r"|zip|gg|cloud|page|website|space|tech"
    r"|example|de|uk|fr|ru|cn|eu|nl|it|es|pl|ch|at|br|in|us|co|me|tv|cc|ws|xn--[\w-]+)\b",
    re.IGNORECASE,
)
DOTS = dict.fromkeys(map(ord, "\u3002\uff0e\uff61\u2024"), ".")
JOINERS = {"\u200c", "\u200d"}  # Persian, Hindi and others need them to spell a name


def refuse_invisible(text: str) -> None:
    """Control characters, and marks that turn the direction of the line, can make one name look like another."""
    if any(unicodedata.category(letter) in INVISIBLE_KINDS and letter not in JOINERS for letter in text):
        raise ValidationError("There is an invisible character in this. Please type it anew instead of pasting it.")


def has_address(text: str) -> bool:
    """Return whether mail programs may turn a part of the text into a link."""
    plain = unicodedata.normalize("NFKC", text).translate(DOTS | dict.fromkeys(map(ord, JOINERS)))
    return bool(ADDRESS.search(plain))


def refuse_addresses(text: str) -> None:
    """Refuse links in text that is mailed to another person."""
    if has_address(text):
        raise ValidationError("Please leave web addresses out: mails with strangers’ links are taken for fraud.")
