"""Fold text (case, accents, ligatures) to compare it in search, slugs and word lists.

Folded text is never shown.
"""

import re
import unicodedata

from accounts.text.normalization import is_mark, normalize

# Letters that Unicode does not decompose into a letter and an accent.
LATIN = str.maketrans(
    {
        "Æ": "AE",
        "æ": "ae",
        "Ø": "O",
        "ø": "o",
        "Œ": "OE",
        "œ": "oe",
        "ß": "ss",
        "ẞ": "SS",
        "Ł": "L",
        "ł": "l",
    }
    | {
        "Đ": "D",
        "đ": "d",
        "Ð": "D",
        "ð": "d",
        "Þ": "TH",
        "þ": "th",
        "ı": "i",
        "Ħ": "H",
        "ħ": "h",
        "Ŧ": "T",
        "ŧ": "t",
    }
    | {
        "Ŋ": "N",
        "ŋ": "n",
        "ĸ": "k",
        "ƀ": "b",
        "Ƀ": "B",
        "ȼ": "c",
        "Ȼ": "C",
        "ɇ": "e",
        "Ɇ": "E",
        "ǥ": "g",
        "Ǥ": "G",
    }
    | {
        "ɨ": "i",
        "Ɨ": "I",
        "ɉ": "j",
        "Ɉ": "J",
        "ƚ": "l",
        "Ƚ": "L",
        "ɍ": "r",
        "Ɍ": "R",
        "ⱥ": "a",
        "Ⱥ": "A",
        "ⱦ": "t",
    }
    | {
        "Ⱦ": "T",
        "ɏ": "y",
        "Ɏ": "Y",
        "ƶ": "z",
        "Ƶ": "Z",
        "ə": "e",
        "Ə": "E",
        "ɓ": "b",
        "Ɓ": "B",
        "ɗ": "d",
        "Ɗ": "D",
    }
    | {"ƙ": "k", "Ƙ": "K", "ƴ": "y", "Ƴ": "Y"}
)
# Letters that are typed interchangeably because keyboards differ: Arabic yeh, kaf, alef and heh.
# Tatweel only stretches a word. Urdu letters for other sounds (ھ, ے) stay.
ARABIC = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ڪ": "ك",
        "ٱ": "ا",
        "ة": "ه",
        "ۃ": "ه",
        "ہ": "ه",
        "ۀ": "ه",
        "ۂ": "ه",
        "\u0640": None,
    }
)
# Apostrophes and the letters that are written like one: the Hawaiian ʻokina, Arabic hamza and ayn
# in Latin script.
APOSTROPHES = re.compile("['’‘‛ʻʼʽʾʿˈʹ′´`＇ꞌ]")
# Hebrew abbreviations: צה״ל, mostly typed with a quotation mark.
GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])["“”„״׳](?=[\u05d0-\u05ea])')
# Accents, vowel points that are mostly omitted (Hebrew, Arabic, Syriac), variation selectors,
# invisible characters. Not the vowel signs of Indic scripts and the voicing marks of kana: they
# make a different letter.
ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u061c\u200e\u200f\u0711\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200d\u2060\ufeff]"
)
# Scripts written without spaces between words: Chinese and Japanese; Thai, Lao, Burmese and Khmer,
# whose words have several letters. Korean has spaces, but its particles are attached to the word.
CHINESE_AND_JAPANESE = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
SOUTH_EAST_ASIAN = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
UNSPACED = f"{SOUTH_EAST_ASIAN}\u1100-\u11ff\uac00-\ud7ff{CHINESE_AND_JAPANESE}"
DIGIT = re.compile(r"(?![0-9])\d")
SIGN = re.compile(r"[^\w\s]")
MARK = "x[0-9a-f]{4,5}"  # as plain() writes a mark
SPACED_LETTER = rf"(?=\w)[{UNSPACED}](?:{MARK})*"
CLUSTER = re.compile(SPACED_LETTER)
RUN = re.compile(rf"(?:{SPACED_LETTER})+|[^\W_{UNSPACED}]+")


def fold(text: str) -> str:
    """Return the text in lower case, without accents and with ASCII digits.

    Zoë is zoe, Łódź is lodz, ۱۴ is 14.
    """
    # Remaining combining marks become letters and digits ("x0903"), because databases end a word at
    # a mark.
    alike = with_apostrophes(text).translate(ARABIC)
    apart = normalize("NFKD", normalize("NFKD", alike).casefold())
    chars = normalize("NFC", ACCENTS.sub("", apart).translate(LATIN).translate(ARABIC))
    chars = ascii_digits(chars)
    return SIGN.sub(_escape_mark, chars)


def with_apostrophes(text: str) -> str:
    """Return the text with "'" for every similar sign inside words; its length does not change."""
    return APOSTROPHES.sub("'", GERSHAYIM.sub("'", text))


def ascii_digits(text: str) -> str:
    """Return the text with the digits of any script (Arabic, Persian, ...) as 0 to 9."""
    return DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def words(folded: str) -> list[str]:
    """Return the words of folded text.

    Also split where a script without spaces begins or ends: AI時代 is two.
    """
    return RUN.findall(folded)


def is_unspaced(run: str) -> bool:
    return CLUSTER.match(run) is not None


def clusters(run: str) -> list[str]:
    """Return the letters of a run of an unspaced script, each with its marks."""
    return CLUSTER.findall(run)


def _escape_mark(sign: re.Match[str]) -> str:
    return f"x{ord(sign[0]):04x}" if is_mark(sign[0]) else sign[0]
