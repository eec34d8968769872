"""Preserve lines that pasted HTML makes without <br>.

They come from preformatted text, and from inline elements shown as blocks.
"""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.text.plain_text import INLINE
from articles.text.styles import Style, Styles

# Marks for <br>. Text holds no control characters when it comes here.
LINE, BLOCK = "\x01", "\x02"
LINES = re.compile(rf"{BLOCK}?{LINE}{BLOCK}?|{BLOCK}+")
PREFORMATTED = frozenset({"pre", "listing"})
WHITE_SPACE = re.compile(
    r"(?:-moz-)?pre(?:-wrap|-line)?|break-spaces|preserve(?:-breaks)?", re.IGNORECASE
)
AS_BLOCK = re.compile(r"block|flex|grid|list-item|table|flow-root")


def mark(root: LexborNode, styles: Styles) -> None:
    """Mark the ends of such lines with control characters, because creating elements is slow."""
    texts: list[LexborNode] = []
    shown_as_blocks: list[LexborNode] = []
    waiting = [(root, False)]
    while waiting:
        node, is_preformatted = waiting.pop()
        for child in node.iter(include_text=True):
            if child.is_text_node:
                if is_preformatted and "\n" in (child.text_content or ""):
                    texts.append(child)
                continue
            style = styles.of(child)
            waiting.append((child, _is_preformatted(child, style, around=is_preformatted)))
            if child.tag in INLINE and AS_BLOCK.match(style.get("display", "")):
                shown_as_blocks.append(child)
    for text in texts:
        _mark_lines(text)
    blocks = {node.mem_id for node in shown_as_blocks}
    for node in shown_as_blocks:
        before = _neighbor(node, blocks, forward=False)
        after = _neighbor(node, blocks, forward=True)
        if _is_inline(before):
            node.insert_before(BLOCK)
        # A block after it has a mark before it already.
        if after is not None and _is_inline(after) and after.mem_id not in blocks:
            node.insert_after(BLOCK)


def with_breaks(html: str) -> str:
    return LINES.sub("<br>", html)


def _is_preformatted(node: LexborNode, style: Style, *, around: bool) -> bool:
    value = style.get("white-space") or style.get("white-space-collapse")
    if value is None or value == "inherit":
        return around or node.tag in PREFORMATTED
    return WHITE_SPACE.fullmatch(value.split()[0] if value else "") is not None


def _mark_lines(text: LexborNode) -> None:
    content = (text.text_content or "").replace("\r\n", "\n")
    before, after = text.prev, text.next
    is_inline = text.parent is not None and text.parent.tag in INLINE
    if not content.strip() and not any(_is_inline(each) for each in (before, after)):
        return  # only white space between elements in the source
    if before is None and not is_inline:
        content = content.lstrip("\n")
    if after is None and not is_inline:
        content = content.rstrip()
    text.replace_with(content.replace("\n", LINE))


def _is_inline(node: LexborNode | None) -> bool:
    return node is not None and (node.is_text_node or node.tag in INLINE)


def _neighbor(node: LexborNode, blocks: set[int], *, forward: bool) -> LexborNode | None:
    """Return what is before or after the element in the same line.

    It may be outside of inline elements around it.
    """
    at: LexborNode | None = node
    while at is not None:
        beside = at.next if forward else at.prev
        while beside is not None:
            text = (beside.text_content or "") if beside.is_text_node else None
            is_blank = text is not None and not text.strip(" \t\n")
            if not is_blank and not beside.is_comment_node:
                return beside
            beside = beside.next if forward else beside.prev
        at = at.parent
        if at is None or at.tag not in INLINE or at.mem_id in blocks:
            return None
    return None


def replace_raw(root: LexborNode) -> None:
    for raw in root.css("xmp, plaintext"):
        text = escape(raw.text(), quote=False)
        made = LexborHTMLParser(f"<p style='white-space:pre'>{text}</p>").body
        if made is not None and made.child is not None:
            raw.replace_with(made.child)
