"""The HTML that a text may contain: one configuration for the editor, the importer and cleaning."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django_prose_editor.fields import create_sanitizer
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.text.invisible import remove_invisible
from articles.text import (
    embeds,
    hidden_text,
    nesting,
    paste,
    plain_text,
    spaces,
    tables,
    wrapped_links,
)
from articles.text.editor_schema import BREAK_CLASS, CREDIT_CLASS, EMBED_CLASS
from articles.text.parser_limits import bounded_html
from articles.text.removed_content import FORM, FRAME, RemovedContent
from articles.text.removed_content import PICTURE as PICTURE_KIND

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    **dict.fromkeys(("Table", "TableRow", "TableHeader", "TableCell"), True),
    "PullQuote": True,
    "TeaserBreak": True,
    "PhotoFigure": True,
    "Embed": {"providers": {each.name: each.address for each in embeds.PROVIDERS}},
    "PlainPaste": True,
    "Shortcuts": True,
}
BLOCKS = frozenset({"p", "h2", "h3", "ul", "ol", "blockquote", "aside", "figure", "table", "hr"})
INSIDE = {
    "li": {"ul", "ol"},
    "figcaption": {"figure"},
}  # elements and the only parents they may have
SEEN_IN_FIGURE = (  # a caption may be about any of these
    "img:not([data-gone]), figure, table, blockquote"
)
START = re.compile(r"\s*([+-]?[0-9]{1,6})(?![0-9])")  # of a numbered list
PICTURES = "/media/"
PICTURE = re.compile(r"/media/(?:[\w-]+/)*[\w-]+\.(?:jpe?g|png|webp|avif)")
SAME_AS = {
    "b": "strong",
    "i": "em",
    "h1": "h2",
    **dict.fromkeys(("h4", "h5", "h6"), "h3"),
    **dict.fromkeys(("div", "section", "address", "article", "dd", "details", "dt", "footer"), "p"),
    **dict.fromkeys(("header", "legend", "main", "nav", "pre", "listing", "summary"), "p"),
    **dict.fromkeys(("fieldset", "center", "hgroup", "search"), "p"),
    # Names of SVG and MathML. Those elements are removed before; elsewhere the sanitizer would
    # remove their text.
    **dict.fromkeys(("annotation", "annotation-xml", "text", "tspan", "desc", "set"), "span"),
    **dict.fromkeys(("switch", "view", "line", "g", "use", "symbol", "filter", "mask"), "span"),
    **dict.fromkeys(("pattern", "stop", "marker", "metadata", "defs", "circle", "path"), "span"),
    **dict.fromkeys(("animate", "mi", "mo", "mn", "ms", "mtext", "mrow", "merror"), "span"),
    **dict.fromkeys(("menclose", "semantics", "maction", "mpadded"), "span"),
}
SANITIZE = create_sanitizer(EXTENSIONS)
OTHER_TAG = re.compile(rf"(</?)({'|'.join(SAME_AS)})(?=[\s>/])", re.IGNORECASE)
FOREIGN = re.compile(r"<(?:img|iframe|embed|form)\b", re.IGNORECASE)


def clean(html: str, left_out: RemovedContent | None = None) -> str:
    """Reduce the HTML to what the editor can write.

    Wrap loose text in paragraphs; remove pictures of other sites. `left_out` counts removed content
    that the author would miss.
    """
    visible_html = hidden_text.remove_hidden(bounded_html(html), left_out)
    if left_out is not None:
        left_out.update(_foreign_content(visible_html))
    plain_html = paste.made_plain(embeds.from_frames(_renamed(visible_html)))
    sanitized = SANITIZE(_renamed(plain_html))
    return "\n".join(spaces.with_breaking_spaces(block) for block in _tidy(sanitized))


def _foreign_content(html: str) -> Iterator[str]:
    root = LexborHTMLParser(html).body if FOREIGN.search(html) else None
    for node in root.css("img, iframe, embed, form") if root is not None else ():
        attributes = node.attributes
        source = attributes.get("src") or ""
        if node.tag == "img":
            if not hidden_text.is_pixel(node) and not PICTURE.fullmatch(source):
                yield PICTURE_KIND
        elif node.tag == "form":
            yield FORM
        elif embeds.video_at(source) is None:
            yield FRAME


def _renamed(html: str) -> str:
    return OTHER_TAG.sub(lambda tag: tag[1] + SAME_AS[tag[2].lower()], html)


def blocks(html: str) -> list[LexborNode]:
    body = LexborHTMLParser(html).body
    return list(body.iter(include_text=False)) if body is not None else []


def is_break(node: LexborNode) -> bool:
    return node.tag == "hr" and BREAK_CLASS in (node.attributes.get("class") or "")


def is_video(node: LexborNode) -> bool:
    return node.tag == "figure" and EMBED_CLASS in (node.attributes.get("class") or "").split()


def is_prose(node: LexborNode) -> bool:
    """Return whether the element is running text.

    Pull quotes repeat it, and figures are beside it.
    """
    return node.tag in BLOCKS and node.tag not in {"aside", "figure", "hr"}


def text_of(node: LexborNode) -> str:
    return plain_text.text_of(node.html or "")


def plain(html: str) -> str:
    """Return all text, pull quotes and captions included, without markup."""
    body = LexborHTMLParser(html).body
    return text_of(body) if body is not None else ""


def _tidy(html: str) -> Iterator[str]:
    body = _with_blocks_apart(html)
    if body is None:
        return
    for span in body.css("span"):
        if CREDIT_CLASS not in (span.attributes.get("class") or ""):
            span.unwrap()
    for link in body.css("a[href]"):
        link.attrs["href"] = wrapped_links.unwrap(link.attributes.get("href") or "")
    for numbered in body.css("ol[start]"):
        start = START.match(numbered.attributes.get("start") or "")
        del numbered.attrs["start"]
        if start and int(start[1]) != 1:
            numbered.attrs["start"] = str(int(start[1]))
    nesting.flatten_headings(body)
    loose = ""
    for node in body.iter(include_text=True):
        if node.tag in BLOCKS:
            yield from _paragraph(loose)
            loose = ""
            yield from _block(node)
        else:
            loose += node.html or ""
    yield from _paragraph(loose)


def _with_blocks_apart(html: str) -> LexborNode | None:
    body = LexborHTMLParser(html).body
    if body is None:
        return None
    _drop_foreign_pictures(body)
    nesting.unwrap_asides(body)
    tables.normalize(body)  # first, because it unwraps layout tables and the figures around tables
    _unwrap_around(body, "figure")  # a figure in a mark would get the mark inside of it
    nesting.normalize_figures(body)
    _replace_strays(body)
    _unwrap_around(body, ", ".join(BLOCKS))
    nesting.move_into_items(body)
    # Again, because a parser ends a heading where the next one begins, also if the elements between
    # them are gone.
    return LexborHTMLParser(body.inner_html or "").body


def _replace_strays(body: LexborNode) -> None:
    """Replace list items without a list and captions without a figure by paragraphs.

    The innermost come first.
    """
    for stray in reversed(body.css(", ".join(INSIDE))):
        if stray.parent is None or stray.parent.tag in INSIDE[stray.tag or ""]:
            continue
        if stray.css_first(", ".join(BLOCKS)) is not None:
            stray.unwrap()
            continue
        paragraph = LexborHTMLParser(f"<p>{stray.inner_html}</p>").body
        if paragraph is not None and paragraph.child is not None:
            stray.replace_with(paragraph.child)


def _unwrap_around(body: LexborNode, blocks: str) -> None:
    """Unwrap inline elements around blocks: a paragraph around these would be invalid."""
    around: set[int] = set()
    for block in body.css(blocks):
        parent = block.parent
        while parent is not None and parent.tag in plain_text.INLINE:
            if parent.mem_id in around:
                break
            around.add(parent.mem_id)
            parent = parent.parent
    if not around:
        return
    for element in body.css("*"):
        if element.mem_id in around:
            element.unwrap()


def _drop_foreign_pictures(body: LexborNode) -> None:
    """Remove pictures of other sites, with the captions of figures that contain nothing else."""
    # First mark, then remove, because removed elements must not be read.
    for image in body.css("img"):
        if not PICTURE.fullmatch(image.attributes.get("src") or ""):
            image.attrs["data-gone"] = ""
    for figure in body.css("figure:has(img[data-gone])"):
        if len(figure.css(SEEN_IN_FIGURE)) == 1:  # the figure itself
            for caption in figure.css("figcaption"):
                caption.attrs["data-gone"] = ""
    for gone in reversed(body.css("[data-gone]")):
        gone.decompose()


def _paragraph(loose: str) -> Iterator[str]:
    if remove_invisible(plain(loose)).strip():
        yield _lone_video(unescape(loose)) or f"<p>{loose.strip()}</p>"


def _lone_video(line: str) -> str:
    """Return the embed for a paragraph that is only the URL of a video; "" for others."""
    video = embeds.video_at(line)
    return embeds.stored(video, "") if video else ""


def _block(node: LexborNode) -> Iterator[str]:
    if node.tag == "hr":
        yield (node.html or "") if is_break(node) else "<hr>"
        return
    has_text = bool(remove_invisible(text_of(node)).strip())
    if not has_text and node.css_first("img") is None:
        return
    is_plain_paragraph = node.tag == "p" and not list(node.iter(include_text=False))
    video = _lone_video(text_of(node)) if is_plain_paragraph else ""
    yield video or node.html or ""
