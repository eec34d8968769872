"""Slugs of headlines and names."""

import hashlib
import re
import unicodedata
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from accounts.text import folding
from accounts.text.normalization import normalize
from articles.models.names import SLUG_LENGTH

CODE = 10  # characters of the hash added for letters that a slug cannot hold
# Dots of abbreviations (U.S., Ph.D.), not those of 3.5, “well...maybe” or “one.Two”.
ABBREVIATION = re.compile(r"(?<![\w.])[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+(?!\w)")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# Signs that distinguish names: C, C++ and C#.
PLUS = re.compile(r"(?<=[\w+])\+")
SHARP = re.compile(r"(?<=\b[^\W\d_])[#♯](?!\w)")


def slug_of(text: str) -> str:
    """Return the slug of a headline or name; empty if it has no letter that a slug can hold."""
    return slugify(_words(_plain(text)))[:SLUG_LENGTH].strip("-_")


def slug_of_name(name: str, kind: str) -> str:
    """Return the slug of a name, with a hash of it if a slug cannot hold some of its letters."""
    slug, plain = slug_of(name), _plain(name)
    if slug and not any(letter.isalpha() and not slugify(letter) for letter in plain):
        return slug
    whole = " ".join(normalize("NFC", name).split()).casefold()
    code = hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:CODE]
    return f"{slug[: SLUG_LENGTH - CODE - 1].rstrip('-') or kind}-{code}"


def free(slug: str, others: QuerySet[Any]) -> str:
    """Return the slug, with a number from 2 on if another row has it."""
    # Cut to leave room for the number, which may replace the slug's last characters.
    taken = set(
        others.filter(slug__startswith=slug[: SLUG_LENGTH - 8]).values_list("slug", flat=True)
    )
    numbered = (
        slug if number == 1 else f"{slug[: SLUG_LENGTH - len(str(number)) - 1]}-{number}"
        for number in count(1)
    )
    return next(each for each in numbered if each not in taken)


def _plain(text: str) -> str:
    composed = normalize("NFC", text)
    return folding.ascii_digits(folding.APOSTROPHES.sub("", composed).translate(folding.LATIN))


def _words(plain: str) -> str:
    """Return the text with a space between words.

    Replace punctuation, separate digits from ⁶ or ½, and spell out + and ♯.
    """
    plain = ABBREVIATION.sub(lambda match: match[0].replace(".", ""), plain)
    plain = PLUS.sub(" plus ", THOUSANDS.sub("", plain))
    plain = SHARP.sub(" sharp ", plain)
    apart = "".join(map(_apart, plain, f" {plain}"))
    return normalize("NFKD", apart).replace("\N{FRACTION SLASH}", " ")


def _apart(sign: str, before: str) -> str:
    kind = unicodedata.category(sign)
    if kind[0] in "PSZ" and sign not in "&_":  # AT&T stays one word
        return " "
    return f" {sign}" if kind == "No" and before.isdecimal() else sign
