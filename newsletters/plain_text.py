"""HTML of ours as the text of a mail: paragraphs, quotations with a bar, links with their addresses."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.markup import is_video

EMPTY_LINES = re.compile(r"\n{3,}")
LISTS = {"ul": "- ", "ol": "{}. "}


def of(html: str) -> str:
    body = LexborHTMLParser(html).body
    nodes = list(body.iter(include_text=False)) if body is not None else []
    return "\n\n".join(text for node in nodes if (text := _block(node)))


def _block(node: LexborNode) -> str:
    if node.tag in LISTS:
        items = [_words(item) for item in node.css("li")]
        return "\n".join(f"{LISTS[node.tag or ''].format(place)}{item}" for place, item in enumerate(items, start=1))
    if node.tag == "hr":
        return "* * *"
    if node.tag in {"blockquote", "aside"}:
        return "\n".join(f"> {line}" for line in _words(node).split("\n"))
    if is_video(node):
        return _words(node)
    if node.tag == "figure":
        caption = node.css_first("figcaption")
        return f"[Picture: {_words(caption)}]" if caption is not None and _words(caption) else ""
    return _words(node)


def _words(node: LexborNode) -> str:
    """The words in their order, with the address behind whatever is a link."""
    return " ".join(_raw(node).split())


def _raw(node: LexborNode) -> str:
    if node.tag == "-text":
        return node.text(deep=False) or ""
    if node.tag == "br":
        return " "
    inner = "".join(_raw(child) for child in node.iter(include_text=True))
    address = node.attributes.get("href") if node.tag == "a" else None
    closing = " " if node.tag in {"p", "li", "h2", "h3"} else ""
    return f"{inner} ({address}){closing}" if address and address != inner else f"{inner}{closing}"


def tidy(text: str) -> str:
    """Without blanks at the ends of lines, and one empty line at most between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return EMPTY_LINES.sub("\n\n", lines) + "\n"
