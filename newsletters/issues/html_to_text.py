"""Convert our HTML to the plain-text part of a mail: paragraphs, lists, quotations with ">", links with their URLs."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.text.editor_schema import CREDIT_CLASS
from articles.text.markup import is_video
from articles.text.plain_text import with_raised_numbers

EMPTY_LINES = re.compile(r"\n{3,}")
BLOCKS = {"p", "h2", "h3", "ul", "ol", "blockquote", "aside", "figure", "hr", "div", "table"}
LISTS = {"ul", "ol"}
BR = "\n"


def of(html: str) -> str:
    body = LexborHTMLParser(with_raised_numbers(html)).body
    return "\n\n".join(_blocks(body)) if body is not None else ""


def _blocks(node: LexborNode) -> list[str]:
    """Return the texts of a node's blocks; text between two blocks becomes a block."""
    texts: list[str] = []
    inline: list[LexborNode] = []
    for child in node.iter(include_text=True):
        if child.tag in BLOCKS:
            texts += [_words(inline), _block(child)]
            inline = []
        else:
            inline.append(child)
    return [text for text in [*texts, _words(inline)] if text]


def _block(node: LexborNode) -> str:
    if node.tag in LISTS:
        return _list(node)
    if node.tag == "table":
        return "\n".join([*(_words([caption]) for caption in node.css("caption")), *map(_row, node.css("tr"))])
    if node.tag == "hr":
        return "* * *"
    if node.tag in {"blockquote", "aside"}:
        return "\n".join(f"> {line}".rstrip() for block in _blocks(node) for line in block.split("\n"))
    if node.tag == "figure" and not is_video(node):
        caption = node.css_first("figcaption")
        words = _words([caption]) if caption is not None else ""
        return f"[Picture: {words}]" if words else ""
    return "\n\n".join(_blocks(node))


def _list(node: LexborNode) -> str:
    items = [item for item in node.iter() if item.tag == "li"]
    start = node.attributes.get("start") or ""
    first = int(start) if re.fullmatch(r"-?\d{1,6}", start, re.ASCII) else 1
    marks = [f"{number}. " if node.tag == "ol" else "- " for number in range(first, first + len(items))]
    return "\n".join(_item(item, mark) for item, mark in zip(items, marks, strict=True))


def _item(node: LexborNode, mark: str) -> str:
    """Put the list marker before the first line, and indent the others and nested lists by two spaces."""
    lines = [line for block in _blocks(node) for line in block.split("\n")]
    first, *others = lines or [""]
    return "\n".join([f"{mark}{first}".rstrip(), *(f"  {line}" for line in others)])


def _row(node: LexborNode) -> str:
    return " | ".join(" ".join(" ".join(_blocks(cell)).split()) for cell in node.iter() if cell.tag in {"th", "td"})


def _words(nodes: Iterable[LexborNode]) -> str:
    """Return the text of inline nodes, with line breaks, and with the URL after each link's text."""
    lines = "".join(map(_raw, nodes)).split(BR)
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _raw(node: LexborNode) -> str:
    if node.tag == "-text":
        return " ".join(re.split(r"\s+", node.text(deep=False) or ""))
    if node.tag == "br":
        return BR
    inner = "".join(_raw(child) for child in node.iter(include_text=True))
    if CREDIT_CLASS in (node.attributes.get("class") or ""):
        inner = f" {inner}"
    address = (node.attributes.get("href") or "").removeprefix("mailto:") if node.tag == "a" else ""
    return f"{inner} ({address})" if address and address != inner else inner


def tidy(text: str) -> str:
    """Without blanks at the ends of lines, and one empty line at most between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return EMPTY_LINES.sub("\n\n", lines) + "\n"
