"""Pull quotes that repeat the text: shown on the page, but read out, fed and mailed once."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles import folding, html_text
from articles.nodes import PULLQUOTE_CLASS

MOST = 50  # each is looked for in the whole text
MARK = f'<aside class="{PULLQUOTE_CLASS}"'


def hide_repeated(html: str) -> str:
    """Return the body with repeated pull quotes hidden from screen readers."""
    body, repeated = _repeated(html)
    for quote in repeated:
        for link in quote.css("a"):
            link.unwrap()  # nothing hidden may take the focus; the same link stands in the text
        quote.attrs["aria-hidden"] = "true"
    return (body.inner_html or "") if body is not None and repeated else html


def without_repeated(html: str) -> str:
    """Return the body without them, for readers that show all words alike."""
    body, repeated = _repeated(html)
    for quote in repeated:
        quote.decompose()
    return (body.inner_html or "") if body is not None and repeated else html


def _repeated(html: str) -> tuple[LexborNode | None, list[LexborNode]]:
    body = LexborHTMLParser(html).body if MARK in html else None
    if body is None:
        return None, []
    blocks = list(body.iter(include_text=False))
    quotes = [node for node in blocks if node.tag == "aside"][:MOST]
    text = " ".join(_words(node) for node in blocks if node.tag not in {"aside", "figure"})
    return body, [quote for quote in quotes if _stands_in(_words(quote), text)]


def _stands_in(quote: str, text: str) -> bool:
    """Arabic and Hebrew write "and" at the next word, Chinese and Japanese no blanks: no word need begin there."""
    if " " in quote or folding.is_unspaced(quote):
        return quote in text
    return f" {quote} " in f" {text} "


def _words(node: LexborNode) -> str:
    """Without signs: a pull quote has quotation marks and a full stop of its own."""
    return " ".join(folding.runs(folding.plain(html_text.text_of(node.html or ""))))
