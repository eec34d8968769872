"""Pull quotes that repeat the text: shown on pages, but hidden from screen readers.

Feeds and e-mails leave them out.
"""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.text import folding
from articles.text import plain_text
from articles.text.editor_schema import PULLQUOTE_CLASS

MOST = 50  # because each is searched for in the whole text
MARK = f'<aside class="{PULLQUOTE_CLASS}"'


def hide_repeated_from_screen_readers(html: str) -> str:
    body, repeated = _repeated(html)
    for quote in repeated:
        for link in quote.css("a"):
            link.unwrap()  # hidden content must not take the focus; the text has the same link
        quote.attrs["aria-hidden"] = "true"
    return (body.inner_html or "") if body is not None and repeated else html


def without_repeated(html: str) -> str:
    """Remove repeated pull quotes, for feeds and e-mails, where they look like any paragraph."""
    body, repeated = _repeated(html)
    for quote in repeated:
        quote.decompose()
    return (body.inner_html or "") if body is not None and repeated else html


def _repeated(html: str) -> tuple[LexborNode | None, list[LexborNode]]:
    body = LexborHTMLParser(html).body if MARK in html else None
    if body is None:
        return None, []
    blocks = list(body.iter(include_text=False))
    text = " ".join(_words(node) for node in blocks if node.tag not in {"aside", "figure"})
    repeated: list[LexborNode] = []
    for node in [node for node in blocks if node.tag == "aside"][:MOST]:
        quote = _words(node)
        # Several words need no word boundary around them: Arabic and Hebrew attach "and" to the
        # next word, Chinese and Japanese lack spaces.
        if " " in quote or folding.is_unspaced(quote):
            is_repeated = quote in text
        else:
            is_repeated = f" {quote} " in f" {text} "
        if is_repeated:
            repeated.append(node)
    return body, repeated


def _words(node: LexborNode) -> str:
    """Return the words without punctuation: a pull quote adds quotation marks and a full stop."""
    return " ".join(folding.words(folding.fold(plain_text.text_of(node.html or ""))))
