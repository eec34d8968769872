"""Languages of columns: BCP 47 tags, native names, direction of the script."""

import locale
import re
import unicodedata
from typing import Any

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models

MAX_TAG_LENGTH = 35  # as RFC 5646 (4.4.1) recommends
TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.ASCII | re.IGNORECASE,
)
# Languages that Django's LANG_INFO lacks, or has without their native name.
MORE_NAMES = {
    "am": "አማርኛ",
    "bo": "བོད་སྐད་",
    "co": "corsu",
    "dv": "ދިވެހި",
    "eu": "euskara",
    "fil": "Filipino",
    "fo": "føroyskt",
    "fur": "furlan",
    "gn": "avañe’ẽ",
    "gu": "ગુજરાતી",
    "ha": "Hausa",
    "haw": "ʻŌlelo Hawaiʻi",
    "ht": "kreyòl ayisyen",
    "kl": "kalaallisut",
    "km": "ខ្មែរ",
    "ku": "kurdî",
    "la": "Latina",
    "lo": "ລາວ",
    "mg": "Malagasy",
    "mi": "te reo Māori",
    "mn": "монгол",
    "mt": "Malti",
    "oc": "occitan",
    "or": "ଓଡ଼ିଆ",
    "pa": "ਪੰਜਾਬੀ",
    "ps": "پښتو",
    "qu": "runasimi",
    "rm": "rumantsch",
    "rw": "Kinyarwanda",
    "sc": "sardu",
    "sd": "سنڌي",
    "se": "davvisámegiella",
    "si": "සිංහල",
    "sm": "gagana Sāmoa",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "tl": "Tagalog",
    "wo": "Wolof",
    "xh": "isiXhosa",
    "yi": "ייִדיש",
    "yo": "Yorùbá",
    "zh": "中文",
    "zu": "isiZulu",
}
# NFC: Django spells Tiếng Việt with combining marks.
NAMES: dict[str, str] = {
    tag: unicodedata.normalize("NFC", info["name_local"])
    for tag, info in LANG_INFO.items()
    if "name_local" in info
} | MORE_NAMES
LANGUAGES = frozenset(tag.partition("-")[0] for tag in NAMES)
# From CLDR's likely scripts for a language, and for a language in a region. Django's list is
# shorter and contains Azerbaijani, which is written in Latin letters except in Iran and Iraq.
RIGHT_TO_LEFT = {
    *(
        "aeb",
        "apc",
        "ar",
        "arc",
        "ary",
        "arz",
        "azb",
        "bal",
        "bgn",
        "bqi",
        "ckb",
        "dv",
        "fa",
        "glk",
        "haz",
        "he",
        "hnd",
    ),
    *(
        "hno",
        "iw",
        "ji",
        "khw",
        "ks",
        "lki",
        "lrc",
        "luz",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "rhg",
        "sd",
        "sdh",
        "skr",
    ),
    *("syr", "ug", "ur", "yi"),
}
RIGHT_TO_LEFT_REGIONS = {
    *(
        "az-IQ",
        "az-IR",
        "ha-CM",
        "ha-SD",
        "kk-AF",
        "kk-CN",
        "kk-IR",
        "ku-IQ",
        "ku-IR",
        "ku-LB",
        "ky-CN",
        "ms-CC",
    ),
    *("pa-PK", "tg-PK", "tk-AF", "tk-IR", "tt-CN", "uz-AF", "uz-CN"),
}
LEFT_TO_RIGHT_REGIONS = {"sd-IN", "ug-KZ", "ug-MN"}
RIGHT_TO_LEFT_SCRIPTS = {
    *(
        "Adlm",
        "Arab",
        "Aran",
        "Hebr",
        "Mand",
        "Nkoo",
        "Rohg",
        "Samr",
        "Syrc",
        "Syre",
        "Syrj",
        "Syrn",
        "Thaa",
        "Yezi",
    ),
}
# Open Graph requires a country; Python's locale table has none, or an unusual one, for these.
OPEN_GRAPH = {"ar": "ar_AR", "ku": "ku_TR", "zh-Hant": "zh_TW"}
COUNTRY = re.compile(r"[a-z]{2,3}_(?!AA|XX)[A-Z]{2}", re.ASCII)
NOT_A_TAG = (
    "“%(tag)s” is not the tag of a language we know. Use one like fr, pt-BR or zh-Hant (BCP 47)."
)


class LanguageTagField(models.CharField[Any, Any]):
    """A BCP 47 tag in its canonical spelling, or an empty string."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, **{"max_length": MAX_TAG_LENGTH, "blank": True, "default": "", **kwargs}
        )

    def to_python(self, value: Any) -> str:
        return canonical(str(value or "").strip())


def canonical(tag: str) -> str:
    """Return the tag in its usual spelling (PT-br is pt-BR).

    Raise ValidationError for anything else.
    """
    if not tag:
        return ""
    match = TAG.fullmatch(tag) if len(tag) <= MAX_TAG_LENGTH else None
    if match is None or match["language"].lower() not in LANGUAGES:
        raise ValidationError(NOT_A_TAG, code="language", params={"tag": tag[:MAX_TAG_LENGTH]})
    parts = (
        match["language"].lower(),
        (match["script"] or "").title(),
        (match["region"] or "").upper(),
    )
    return "-".join(part for part in parts if part) + match["variants"].lower()


def direction(tag: str) -> str:
    """Return a value for the HTML attribute `dir`.

    Without a tag it is "auto": the browser decides.
    """
    match = TAG.fullmatch(tag)
    if match is None:
        return "auto"
    return (
        "rtl"
        if _is_right_to_left(match["language"].lower(), match["script"], match["region"])
        else "ltr"
    )


def _is_right_to_left(language: str, script: str | None, region: str | None) -> bool:
    if script:
        return script.title() in RIGHT_TO_LEFT_SCRIPTS
    there = f"{language}-{(region or '').upper()}"
    return there in RIGHT_TO_LEFT_REGIONS or (
        language in RIGHT_TO_LEFT and there not in LEFT_TO_RIGHT_REGIONS
    )


def name(tag: str) -> str:
    """Return the native name.

    A region or script without a name is added as a tag: português (pt-AO).
    """
    known = {canonical(each): native for each, native in NAMES.items()}
    if not tag or tag in known:
        return known.get(tag, "")
    return f"{known.get(tag.partition('-')[0], tag)} ({tag})"


def choices() -> list[tuple[str, str]]:
    named = [(canonical(tag), native) for tag, native in NAMES.items()]
    return sorted(named, key=lambda choice: choice[1].casefold())


def open_graph_locale(tag: str) -> str:
    """Return language_COUNTRY for og:locale; empty if no country is known."""
    match = TAG.fullmatch(tag)
    if match is None:
        return ""
    if match["region"] and match["region"].isalpha():
        return f"{match['language']}_{match['region'].upper()}"
    spoken = match["language"]
    known = (
        OPEN_GRAPH.get(tag) or OPEN_GRAPH.get(spoken) or locale.normalize(spoken).partition(".")[0]
    )
    return known if COUNTRY.fullmatch(known) else ""
