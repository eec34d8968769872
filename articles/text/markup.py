"""The HTML that a text may contain: one configuration for the editor, the importer and cleaning."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any, Protocol

from django_prose_editor.fields import create_sanitizer
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.text.folding import CHINESE_AND_JAPANESE, SOUTH_EAST_ASIAN
from accounts.text.invisible import remove_invisible
from articles.text import (
    embeds,
    hidden_text,
    nesting,
    paste,
    plain_text,
    spaces,
    tables,
    unclosed_elements,
    wrapped_links,
)
from articles.text.editor_schema import BREAK_CLASS, CREDIT_CLASS, EMBED_CLASS
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
# Where a script has no spaces, each Chinese or Japanese character counts as a word, and so do five
# letters of others.
SIGNS = (  # also half-width kana, which search has folded before
    f"{CHINESE_AND_JAPANESE}\uff66-\uff9f"
)
LETTERS = f"{SOUTH_EAST_ASIAN}\u0f00-\u0fff"  # also Tibetan, whose syllables are separated
WORD = re.compile(
    rf"[{SIGNS}]|[{LETTERS}]{{1,5}}|[^\W{SIGNS}{LETTERS}](?:[^\W{SIGNS}{LETTERS}]|[’'\-])*"
)
SAME_AS = {
    "b": "strong",
    "i": "em",
    "h1": "h2",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "div": "p",
    "section": "p",
}
SAME_AS |= dict.fromkeys(
    ("address", "article", "dd", "details", "dt", "footer", "header", "legend", "main", "nav"), "p"
)
SAME_AS |= {
    "pre": "p",
    "listing": "p",
    "summary": "p",
    "fieldset": "p",
    "center": "p",
    "hgroup": "p",
    "search": "p",
}
# Element names of SVG and MathML. Those elements are removed before; elsewhere the sanitizer would
# remove their text.
FOREIGN_NAMES = (
    *(
        "annotation",
        "annotation-xml",
        "text",
        "tspan",
        "desc",
        "set",
        "switch",
        "view",
        "line",
        "g",
        "use",
        "symbol",
    ),
    *(
        "filter",
        "mask",
        "pattern",
        "stop",
        "marker",
        "metadata",
        "defs",
        "circle",
        "path",
        "animate",
        "mi",
        "mo",
        "mn",
    ),
    *("ms", "mtext", "mrow", "merror", "menclose", "semantics", "maction", "mpadded"),
)
SAME_AS |= dict.fromkeys(FOREIGN_NAMES, "span")
OTHER_TAG = re.compile(rf"(</?)({'|'.join(SAME_AS)})(?=[\s>/])", re.IGNORECASE)
# Comments, and starts of tags. An unclosed comment goes on to the end.
TAG = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-z][^\s/>]*)", re.IGNORECASE | re.DOTALL)
DEEPEST = 200  # nested elements
# Elements without content, or that end where the next one of their kind begins.
FLAT = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "br",
        "hr",
        "img",
        "wbr",
        "col",
        "meta",
        "link",
        "input",
    }
)
FOREIGN = re.compile(r"<(?:img|iframe|embed|form)\b", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")


class Sanitizer(Protocol):
    def __call__(self, html: str) -> str: ...


@cache
def _sanitizer() -> Sanitizer:
    made: Sanitizer = create_sanitizer(EXTENSIONS)
    return made


def clean(html: str, left_out: RemovedContent | None = None) -> str:
    """Reduce the HTML to what the editor can write. Wrap loose text in paragraphs; remove pictures
    of other sites.

    `left_out` counts removed content that the author would miss.
    """
    visible_html = hidden_text.remove_hidden(bounded_html(html), left_out)
    if left_out is not None:
        left_out.update(_foreign(visible_html))
    plain_html = paste.made_plain(embeds.from_frames(_renamed(visible_html)))
    renamed = _renamed(plain_html)
    return "\n".join(map(spaces.with_breaking_spaces, _tidy(_sanitizer()(renamed))))


def _foreign(html: str) -> Iterator[str]:
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


def bounded_html(html: str) -> str:
    """Return HTML that a parser can read in linear time and without multiplying its length."""
    return unclosed_elements.close_unclosed(_shallow(CONTROL.sub("", html)))


def _shallow(html: str) -> str:
    """Remove tags nested too deeply, because a parser's time grows with the square of the depth."""
    there: Counter[str] = Counter()
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        name = (tag[2] or "").lower()
        if not name or name in FLAT:
            return tag[0]
        if not tag[1] and depth >= DEEPEST:
            return "<wbr"  # replaces the start of the tag, whose attributes follow
        step = 1 if not tag[1] else -min(there[name], 1)
        there[name] += step
        depth += step
        return tag[0]

    return TAG.sub(kept, html)


def blocks(html: str) -> list[LexborNode]:
    body = LexborHTMLParser(html).body
    return list(body.iter(include_text=False)) if body is not None else []


def is_break(node: LexborNode) -> bool:
    return node.tag == "hr" and BREAK_CLASS in (node.attributes.get("class") or "")


def is_video(node: LexborNode) -> bool:
    return node.tag == "figure" and EMBED_CLASS in (node.attributes.get("class") or "").split()


def is_prose(node: LexborNode) -> bool:
    """Return whether the element is running text; pull quotes repeat it, and figures are beside
    it.
    """
    return node.tag in BLOCKS and node.tag not in {"aside", "figure", "hr"}


def text_of(node: LexborNode) -> str:
    return plain_text.text_of(node.html or "")


def count_words(text: str) -> int:
    return len(WORD.findall(text))


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
    _tidy_numbers(body)
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


def _tidy_numbers(body: LexborNode) -> None:
    for numbered in body.css("ol[start]"):
        start = START.match(numbered.attributes.get("start") or "")
        del numbered.attrs["start"]
        if start and int(start[1]) != 1:
            numbered.attrs["start"] = str(int(start[1]))


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
    """Replace list items without a list, and captions without a figure, by paragraphs, innermost
    first.
    """
    for stray in reversed(body.css(", ".join(INSIDE))):
        if stray.parent is None or stray.parent.tag in INSIDE[stray.tag or ""]:
            continue
        if stray.css_first(", ".join(BLOCKS)) is not None:
            stray.unwrap()
        else:
            _replace(stray, f"<p>{stray.inner_html}</p>")


def _unwrap_around(body: LexborNode, blocks: str) -> None:
    """Unwrap inline elements around whole blocks, because a paragraph around these would be
    invalid.
    """
    around: set[int] = set()
    for block in body.css(blocks):
        parent = block.parent
        while (
            parent is not None and parent.tag in plain_text.INLINE and parent.mem_id not in around
        ):
            around.add(parent.mem_id)
            parent = parent.parent
    for mark in body.css("*") if around else ():
        if mark.mem_id in around:
            mark.unwrap()


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


def _replace(node: LexborNode, html: str) -> None:
    made = LexborHTMLParser(html).body
    if made is not None and made.child is not None:
        node.replace_with(made.child)


def _paragraph(loose: str) -> Iterator[str]:
    if remove_invisible(plain(loose)).strip():
        yield _lone_video(unescape(loose)) or f"<p>{loose.strip()}</p>"


def _lone_video(line: str) -> str:
    """Return the embed for a paragraph that is only the URL of a video; "" for others."""
    video = embeds.video_at(line)
    return embeds.stored(video, "") if video else ""


def _block(node: LexborNode) -> Iterator[str]:
    if (
        node.tag != "hr"
        and not remove_invisible(text_of(node)).strip()
        and node.css_first("img") is None
    ):
        return
    if node.tag == "hr" and not is_break(node):
        yield "<hr>"
    elif node.tag == "p" and not list(node.iter(include_text=False)):
        yield _lone_video(text_of(node)) or node.html or ""
    else:
        yield node.html or ""
