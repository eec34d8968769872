"""Replace letters, digits and symbols by the Latin letters that they look like.

It is used for names and watch words.
"""

import re
import unicodedata
from typing import Any

from accounts.text import folding
from accounts.text.invisible import remove_invisible
from accounts.text.normalization import is_mark, normalize

# Scripts whose letters look like those of another. Combining marks on them are accents or disguise
# and are removed; in other scripts a mark makes another letter.
SCRIPTS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "CANADIAN", "COPTIC", "LISU"}
LETTERS = (
    # Cyrillic
    "аa вb еe кk мm нh оo рp сc тt уy хx іi їi јj ѕs ԁd ԛq ԝw һh гr пn ьb ӏl ѵv ѡw ҽe ԍg ғf ҝk"
    " ӄk ԑe "
    "Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭵi Ꮖi Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꮢr Ꮪs Ꭲt Ꮩv Ꮃw Ꮍy Ꮓz "  # Cherokee
    "ᗩa ᗷb ᑕc ᗞd ᗪd ᗴe ᖴf ᘜg ᕼh ᒍj ᒪl ᗰm ᑎn ᑭp ᖇr ᔕs ᑌu ᐯv ᗯw ᙭x "  # Canadian syllabics
    "ⲁa ⲃb ⲥc ⲉe ⲏh ⲓi ⲕk ⲙm ⲛn ⲟo ⲣp ⲧt ⲩy ⲭx "  # Coptic
    "αa βb γy εe ηn ιi κk μu νv οo ρp σo τt υu χx ωw "  # Greek
    "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz "  # small capitals
    "ꓮa ꓐb ꓚc ꓓd ꓰe ꓝf ꓖg ꓧh ꓲi ꓙj ꓗk ꓡl ꓟm ꓠn ꓳo ꓑp ꓣr ꓢs ꓔt ꓴu ꓦv ꓪw ꓫx ꓬy ꓜz "  # Lisu
    "ոn օo սu հh տs ցg "  # Armenian
    "ɑa ɡg ɩi ıi ǃi ǀl ƨs ƽs ʋv ℓl ɔc ɛe ƒf ɐa ǝe ɲn ɱm ɯm ꞓc ɾr ɼr ɥh ɹr ʌv ʍm "  # Latin
    "єe зe бb ϲc ϳj"  # more Cyrillic and Greek
)
# Circles and squares, which Unicode does not decompose: negative circled, negative squared,
# regional indicators.
ENCLOSED = {
    start + place: chr(ord("a") + place)
    for start in (0x1F150, 0x1F170, 0x1F1E6)
    for place in range(26)
}
ZEROS = dict.fromkeys(map(ord, "〇○◯●⚪⚫⭕🔴🔵口ロㅇ"), "o")
DOTS = dict.fromkeys(map(ord, "ㆍᆞ"), " ")  # Korean letters that look like a middle dot
TABLE = {ord(pair[0]): pair[1] for pair in LETTERS.split()} | ENCLOSED | ZEROS | DOTS
FIGURES = str.maketrans("034578@$€£¢¥!", "oeastbaselcyi")
WORD = re.compile(r"\S+")
END = re.compile(r"!+(?!\w)")  # at the end of a word it is punctuation, not an "i"


def fold(text: str, *, one: str = "l") -> str:
    """Return the text in lower case with lookalike letters replaced.

    `one` is the letter for 1 and |.
    """
    return _letters(text).translate(_figures(one))


def fold_words(text: str, *, one: str) -> str:
    """Return the same as fold(), but keep digits and symbols of words without letters.

    455 is a number.
    """
    figures = _figures(one)

    def fold_word(match: re.Match[str]) -> str:
        word = match[0]
        has_letters = any(map(str.isalpha, word))
        return END.sub("", word).translate(figures) if has_letters else word

    return WORD.sub(fold_word, _letters(text))


def _figures(one: str) -> dict[int, Any]:
    return FIGURES | dict.fromkeys(map(ord, "1|"), one)


def _letters(text: str) -> str:
    apart = normalize("NFKD", normalize("NFKD", remove_invisible(text)).casefold())
    return folding.ascii_digits(_without_disguise(apart)).translate(folding.LATIN).translate(TABLE)


def _without_disguise(text: str) -> str:
    """Remove combining marks and modifier letters, except where they make another letter."""
    letters, base = [], ""
    for letter in text:
        if not is_mark(letter) and unicodedata.category(letter) != "Lm":
            base = letter
        elif not base.isalpha() or unicodedata.name(base, "").partition(" ")[0] in SCRIPTS:
            continue
        letters.append(letter)
    return "".join(letters)
