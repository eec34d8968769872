"""Write out text that browsers generate for elements: quotation marks of <q>, sounds in <ruby>,
list numbers.
"""

from selectolax.lexbor import LexborNode

DEFAULT = "“”‘’"
GERMAN, FRENCH, EASTERN, NORDIC = "„“‚‘", "«»‹›", "«»„“", "””’’"
# Language -> the marks around a quotation, and around one inside of it (CLDR).
QUOTES = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "is"), GERMAN),
    **dict.fromkeys(("fr", "it", "fa", "sq", "el", "no", "nb", "nn"), FRENCH),
    **dict.fromkeys(("ru", "uk", "be", "hy"), EASTERN),
    **dict.fromkeys(("sv", "fi"), NORDIC),
    **dict.fromkeys(("es", "pt"), "«»“”"),
    **dict.fromkeys(("pl", "ro", "hu", "hr", "sr"), "„”«»"),
    **dict.fromkeys(("ja", "zh-hant", "zh-tw"), "「」『』"),
    "da": "»«›‹",
    "nl": "‘’“”",
}


def write_out(root: LexborNode) -> None:
    for sound in root.css("rt"):
        if (sound.text() or "").strip():
            sound.insert_before(" (")
            sound.insert_after(")")
    for item in root.css("ol > li[value]:first-child"):
        if item.parent is not None:
            item.parent.attrs["start"] = item.attributes.get("value") or ""
    for quote in root.css("q"):
        marks = _marks(quote)
        quote.insert_before(marks[0])
        quote.insert_after(marks[1])


def _marks(quote: LexborNode) -> str:
    level, language = 0, quote.attributes.get("lang") or ""
    around = quote.parent
    while around is not None:
        level += around.tag == "q"
        language = language or around.attributes.get("lang") or ""
        around = around.parent
    tag = language.lower().replace("_", "-")
    marks = QUOTES.get(tag) or QUOTES.get(tag.partition("-")[0], DEFAULT)
    return marks[2:] if level % 2 else marks[:2]
