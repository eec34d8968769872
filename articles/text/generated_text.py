"""Write out text that browsers generate: quotation marks of <q>, sounds in <ruby>, list numbers."""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

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

NUMBER = re.compile(r"\s*([+-]?[0-9]{1,6})(?![0-9])")  # of a list or item
DEEPEST = 10  # numbered lists inside each other that are split


def write_out(root: LexborNode) -> None:
    for sound in root.css("rt"):
        if (sound.text() or "").strip():
            sound.insert_before(" (")
            sound.insert_after(")")
    for numbered in reversed(root.css("ol[reversed], ol:has(> li[value])")):
        _split_by_numbers(numbered)
    for quote in root.css("q"):
        marks = _marks(quote)
        quote.insert_before(marks[0])
        quote.insert_after(marks[1])


def _split_by_numbers(numbered: LexborNode) -> None:
    """Begin a new list where the numbers do not go on by one: a stored list has only a start."""
    step = -1 if "reversed" in numbered.attributes else 1
    items = sum(child.tag == "li" for child in numbered.iter())
    last = _number(numbered, "start", 1 if step == 1 else items) - step
    kinds = [name for name in ("type", "data-type") if name in numbered.attributes]
    kind = "".join(f' {name}="{escape(numbered.attributes[name] or "")}"' for name in kinds)
    html = ""
    starts: list[int] = []
    for child in numbered.iter(include_text=True):
        if child.tag == "li":
            number = _number(child, "value", last + step)
            if not starts or number != last + 1:
                html += f'{"</ol>" if html else ""}<ol{kind} start="{number}">'
                starts.append(number)
            last = number
        html += child.html or ""
    if starts:
        numbered.attrs["start"] = str(starts[0])
    made = LexborHTMLParser(html).body if len(starts) > 1 else None
    if made is None or _depth(numbered) > DEEPEST:
        return
    for each in made.iter(include_text=True):
        numbered.insert_before(each)
    numbered.decompose()


def _number(node: LexborNode, name: str, default: int) -> int:
    number = NUMBER.match(node.attributes.get(name) or "")
    return int(number[1]) if number else default


def _depth(node: LexborNode) -> int:
    depth, around = 0, node.parent
    while around is not None:
        depth += around.tag == "ol"
        around = around.parent
    return depth


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
