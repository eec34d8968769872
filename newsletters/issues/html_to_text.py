"""Convert HTML to an e-mail's plain text: paragraphs, lists, ">" quotations, links with URLs."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.text.numbers import parse_number
from articles.text.editor_schema import CREDIT_CLASS
from articles.text.markup import is_video
from articles.text.plain_text import text_of, with_raised_numbers

EMPTY_LINES = re.compile(r"\n{3,}")
BLOCKS = {"p", "h2", "h3", "ul", "ol", "blockquote", "aside", "figure", "hr", "div", "table"}
LISTS = {"ul", "ol"}
NESTING = ("ul", "ol", "blockquote", "aside")
DEEPEST = 20  # nested lists and quotations; deeper ones become one line
BR = "\n"
# By column: text of a cell with rowspan, and number of rows that it still covers.
Covered = dict[int, tuple[str, int]]


def of(html: str) -> str:
    body = LexborHTMLParser(with_raised_numbers(html)).body
    if body is None:
        return ""
    # Each level needs several nested calls, and Python's limit is a thousand.
    for block in [each for each in body.css(", ".join(NESTING)) if _level(each) == DEEPEST]:
        block.replace_with(f" {text_of(block.html or '')} ")
    return "\n\n".join(_blocks(body))


def _level(node: LexborNode) -> int:
    level, around = 0, node.parent
    while around is not None:
        level += around.tag in NESTING
        around = around.parent
    return level


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
        return _table(node)
    if node.tag == "hr":
        return "* * *"
    if node.tag in {"blockquote", "aside"}:
        lines = [line for block in _blocks(node) for line in block.split("\n")]
        return "\n".join(f"> {line}".rstrip() for line in lines)
    if node.tag == "figure" and not is_video(node):
        return _figure(node)
    return "\n\n".join(_blocks(node))


def _list(node: LexborNode) -> str:
    start = node.attributes.get("start") or ""
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start, re.ASCII) else 1
    lines: list[str] = []
    for item in node.iter():
        if item.tag != "li":
            continue
        mark = f"{number}. " if node.tag == "ol" else "- "
        item_lines = [line for block in _blocks(item) for line in block.split("\n")]
        first, *others = item_lines or [""]
        lines.append(f"{mark}{first}".rstrip())
        lines += [f"  {line}" for line in others]
        number += 1
    return "\n".join(lines)


def _figure(node: LexborNode) -> str:
    """Return the caption, or the picture's description, with the URL of a link around it."""
    caption, image = node.css_first("figcaption"), node.css_first("img")
    words = _words([caption]) if caption is not None else ""
    picture = _picture(image) if image is not None else ""
    if words:
        picture = f"[Picture: {words}]"
    link = image.parent if image is not None else None
    return _with_address(picture, link) if link is not None and link.tag == "a" else picture


def _table(node: LexborNode) -> str:
    """Return a line for each row.

    A cell over several rows is repeated, one over several columns is not.
    """
    lines = [_words([caption]) for caption in node.css("caption")]
    covered: Covered = {}
    for row in node.css("tr"):
        texts: list[str] = []
        for cell in (child for child in row.iter() if child.tag in {"th", "td"}):
            _add_covered(texts, covered)
            first = len(texts)
            texts.append(" ".join(" ".join(_blocks(cell)).split()))
            texts += [""] * (_span(cell, "colspan") - 1)
            if rows := _span(cell, "rowspan") - 1:
                for column in range(first, len(texts)):
                    covered[column] = (texts[column], rows)
        _add_covered(texts, covered)
        lines.append(" | ".join(texts).rstrip())
    return "\n".join(lines)


def _span(cell: LexborNode, name: str) -> int:
    return parse_number(cell.attributes.get(name) or "") or 1


def _add_covered(texts: list[str], covered: Covered) -> None:
    """Add the cells from rows above that cover the next columns of this row."""
    while (column := len(texts)) in covered:
        text, rows = covered.pop(column)
        texts.append(text)
        if rows > 1:
            covered[column] = (text, rows - 1)


def _words(nodes: Iterable[LexborNode]) -> str:
    """Return the text of inline nodes with line breaks, and with the URL after each link's text."""
    lines = "".join(map(_raw, nodes)).split(BR)
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _raw(node: LexborNode) -> str:
    if node.tag == "-text":
        return " ".join(re.split(r"\s+", node.text(deep=False) or ""))
    if node.tag == "br":
        return BR
    if node.tag == "img":
        return _picture(node)
    inner = "".join(_raw(child) for child in node.iter(include_text=True))
    if CREDIT_CLASS in (node.attributes.get("class") or ""):
        inner = f" {inner}"
    return _with_address(inner, node) if node.tag == "a" else inner


def _with_address(words: str, link: LexborNode) -> str:
    address = (link.attributes.get("href") or "").removeprefix("mailto:")
    if not address or address == words:
        return words
    return f"{words} ({address})" if words.strip() else f"{words}{address}"


def _picture(image: LexborNode) -> str:
    description = " ".join((image.attributes.get("alt") or "").split())
    return f"[Picture: {description}]" if description else ""


def tidy(text: str) -> str:
    """Remove spaces at line ends, and more than one empty line between paragraphs."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return EMPTY_LINES.sub("\n\n", lines) + "\n"
