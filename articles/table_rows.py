"""Tables of other programs as paragraphs, one a row, with a dash between the cells."""

from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.html_text import text_of

BLOCKS_INSIDE = "p, div, ul, ol, blockquote, h1, h2, h3, h4, h5, h6, table, figure, img"
SEPARATOR = " – "


def as_paragraphs(html: str) -> str:
    """Rows whose cells hold blocks of their own stay as they are: these become paragraphs by themselves."""
    if "<table" not in html.lower():
        return html
    root = LexborHTMLParser(html).body
    if root is None:
        return ""
    for node in reversed(root.css("tr, caption")):
        if node.css_first(BLOCKS_INSIDE) is None:
            _replace(node)
    return root.inner_html or ""


def _replace(node: LexborNode) -> None:
    parts = [node] if node.tag == "caption" else list(node.iter(include_text=False))
    words = [words for part in parts if (words := text_of(part.html or ""))]
    made = LexborHTMLParser(f"<p>{escape(SEPARATOR.join(words))}</p>").body
    if words and made is not None and made.child is not None:
        node.replace_with(made.child)
    else:
        node.decompose()
