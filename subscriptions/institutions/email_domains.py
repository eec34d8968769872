"""E-mail domains of institutions, as entered at the desk and as part of readers' addresses."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from accounts.email_addresses import AddressError, ascii_domain

LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST = 253
# Anybody can get an address at these: a seat for the domain would be a seat for everybody.
FOR_EVERYONE = frozenset(
    [
        "126.com",
        "163.com",
        "aol.com",
        "comcast.net",
        "duck.com",
        "fastmail.com",
        "free.fr",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mac.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "orange.fr",
        "outlook.com",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rediffmail.com",
        "seznam.cz",
        "t-online.de",
        "tuta.com",
        "tutanota.com",
        "uol.com.br",
        "verizon.net",
        "wanadoo.fr",
        "web.de",
        "wp.pl",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
    ]
)
# The second-level part of country domains that many share: ac.uk, edu.au, gouv.fr.
ENDINGS = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gouv",
        "gov",
        "govt",
        "mil",
        "ne",
        "net",
        "or",
        "org",
        "sch",
    ]
)
LOOKS = "Write the part after the @ alone, as in uni.example."


def parse(entered: str) -> str:
    """Return the domain in lower-case ASCII.

    Raise ValidationError for an invalid domain, a public ending (ac.uk) or a free e-mail provider.
    """
    text = entered.strip().lower().rstrip(".")
    if "@" in text or "*" in text or "/" in text:
        raise ValidationError(f"No @, * or / here. {LOOKS}")
    try:
        domain = ascii_domain(text)
    except AddressError:
        domain = ""
    labels = domain.split(".")
    if (
        not domain
        or len(domain) > LONGEST
        or not all(map(LABEL.fullmatch, labels))
        or labels[-1].isdecimal()
    ):
        raise ValidationError(f"“{entered.strip()}” is no domain. {LOOKS}")
    if len(labels) == 1 or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in ENDINGS):
        raise ValidationError(
            f"{domain} is an ending that many share. Write the institution’s own domain before it."
        )
    if domain in FOR_EVERYONE:
        raise ValidationError(
            f"Anyone can get an address at {domain}: it cannot say who belongs to an institution."
        )
    return domain


def and_above(domain: str) -> Iterator[str]:
    """Yield the domain and its parents: law.uni.example, uni.example, example."""
    labels = domain.split(".")
    return (".".join(labels[position:]) for position in range(len(labels)))
