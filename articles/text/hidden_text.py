"""Remove text that its source marks as deleted, struck through, hidden, or as a margin comment.

The editor does the same with pasted text (static/js/editor-hidden.js).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.text.left_out import COMMENT, FORMULA, FRAME, PASSAGE, PICTURE, LeftOut

# Cheap check: HTML without any of these holds no hidden text and is not parsed at all.
SIGNS = re.compile(
    r"<(?:del|s|strike|style|script|template|noscript|noembed|noframes|title|datalist|dialog|rp|object|audio|video|canvas|select|textarea|svg|math)\b"
    r"|style\s*=|hidden|msodel|mso-?com|#cmnt|deletion|ice-del|sr-only|screen-?reader|element-invisible",
    re.IGNORECASE,
)
TAGS = frozenset(
    ("del", "s", "strike", "style", "script", "template", "noscript", "noembed", "noframes", "title", "datalist", "rp")
)
# Elements with fallback content, or with labels and numbers that are meaningless as text.
STAND_INS = frozenset({"object", "audio", "video", "canvas", "select", "textarea", "svg", "math"})
STAND_IN_KINDS = {**dict.fromkeys(("object", "audio", "video", "canvas"), FRAME), "svg": PICTURE, "math": FORMULA}
DELETED = frozenset({"del", "s", "strike"})
CLASSES = re.compile(
    r"msodel|ice-del|msocom\w*|msocomment(?:text|subject|reference)|trackchange\w*deletion"
    # Class names of WordPress, Bootstrap, Drupal and others for screen-reader text, which repeats visible text.
    r"|(?:(?!not-)\w+-)?(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only|s-only)?|element-invisible)(?:-focusable)?",
    re.IGNORECASE,
)
COMMENT_LINK = re.compile(r"#(?:_msocom_|_msoanchor_|cmnt)", re.IGNORECASE)
COMMENT_MARK = re.compile(r"#(?:_msocom_|cmnt(?!_ref))", re.IGNORECASE)  # from text to comment; others link back
SIMPLE_SELECTOR = re.compile(r"[\w-]*(?:\.[\w-]+|#[\w-]+)")
ZERO = re.compile(r"[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]+|%)?")
TINY = re.compile(r"[+-]?0*(?:[01](?:\.0*)?|\.\d+)(?:px|pt)|" + ZERO.pattern)  # up to one pixel or point
FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:[a-z]+|%)?)(?=\s*/|\s)")  # in a `font` declaration
DECLARATION = re.compile(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^()]*\)|[\"'(])+")
CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
AWAY = re.compile(r"-(?:999|\d{4,})")
# Property -> values that hide the element in such a way that no descendant can undo it.
HIDING = {
    "display": re.compile(r"none"),
    "mso-hide": re.compile(r"all$"),
    "mso-element": re.compile(r"comment"),
    "mso-special-character": re.compile(r"comment$"),
    "content-visibility": re.compile(r"hidden$"),
    "text-decoration": re.compile(r".*line-through"),
    "text-decoration-line": re.compile(r".*line-through"),
    "opacity": re.compile(rf"(?:{ZERO.pattern})$"),
    "clip": re.compile(r"rect\((?:[\s,]*[01](?:px|pt)?)+\s*\)"),
    "clip-path": re.compile(r"inset\((?:[5-9]\d|100)%|circle\(0|polygon\((?:[\s,]*0(?:px|%)?)+\)"),
    "transform": re.compile(r".*(?:scale\(0\)|-\d{4,}px)"),
    **dict.fromkeys(("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top"), AWAY),
}
BOX = ("width", "height", "max-width", "max-height")
PADDING = ("padding", "padding-top", "padding-bottom")
NO_COLOR = re.compile(
    r"transparent|(?:rgb|hsl)a?\((?:[^,/]+,){3}\s*0*(?:\.0*)?%?\s*\)|[^,/]+/\s*0*(?:\.0*)?%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)$"
)
EMPTIED = "p, h1, h2, h3, h4, h5, h6, li, ul, ol, dl, dt, dd, blockquote, aside, sup, tr"
BLANK = " \t\r\n\f\xa0"

Style = dict[str, str]
Unseen = tuple[bool, bool, bool]  # too small, invisible, transparent
SEEN: Unseen = (False, False, False)


def drop(html: str, left_out: LeftOut | None = None) -> str:
    """Return the HTML without hidden and deleted text, and without blocks that become empty by that.

    `left_out` counts what was removed.
    """
    if not SIGNS.search(html):
        return html
    tree = LexborHTMLParser(html)
    root = tree.body
    if root is None:
        return ""
    hidden_names = _hidden_names(sheet.text() for sheet in tree.css("style"))
    _drop_replies(root)
    if _drop_marked(root, hidden_names, Counter() if left_out is None else left_out):
        _drop_emptied(root)
    return root.inner_html or ""


def style_of(node: LexborNode) -> Style:
    """Parse the element's `style` attribute, in lower case."""
    return declarations(node.attributes.get("style") or "")


def declarations(css: str) -> Style:
    """Parse the declarations of a `style` attribute or a CSS rule, in lower case."""
    pairs = (each.partition(":") for each in DECLARATION.findall(CSS_COMMENT.sub("", css.lower())))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


def _is_hidden(style: Style) -> bool:
    """Return whether a declaration hides the element in such a way that no descendant can undo it."""
    # Padding gives the box its height where a video keeps its proportions.
    has_padding = any(not TINY.fullmatch(style.get(name, "0")) for name in PADDING)
    is_tiny = any(TINY.fullmatch(style.get(side, "auto")) for side in BOX)
    if style.get("overflow", "") in {"hidden", "clip"} and is_tiny and not has_padding:
        return True
    return any(name in style and value.match(style[name]) is not None for name, value in HIDING.items())


def _hidden_names(sheets: Iterable[str]) -> frozenset[str]:
    """Return the classes (".name") and ids ("#name") that a style sheet of the source hides."""
    return frozenset(
        re.sub(r"^[\w-]*(?=[.#])", "", selector.strip())
        for css in sheets
        for selectors, block in _rules(css)
        if _is_hidden(style := declarations(block)) or any(_unseen(style, SEEN))
        for selector in selectors.split(",")
        if SIMPLE_SELECTOR.fullmatch(selector.strip())
    )


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of top-level rules; @media blocks are about other media."""
    depth, selectors, before = 0, "", ""
    for part in re.split(r"([{}])", css.replace("<!--", "").replace("-->", "")):
        if part == "{":
            depth += 1
            selectors = before if depth == 1 else selectors
        elif part == "}":
            if depth == 1:
                yield selectors.rpartition(";")[2].rpartition("*/")[2], before
            depth = max(depth - 1, 0)
        before = part if part not in "{}" else ""


def _drop_replies(root: LexborNode) -> None:
    """Mark the comments that Google Docs puts below a text as hidden; each links back to its place in the text."""
    for link in root.css('a[href*="#cmnt_ref" i]'):
        block = link.parent
        while block is not None and block.tag not in {"p", "div", "li", "body"}:
            block = block.parent
        around = block.parent if block is not None else None
        if block is None or block.tag == "body":
            link.decompose()
        elif around is not None and around.tag == "div" and _is_first(block, around):
            around.attrs["hidden"] = ""
        else:
            block.attrs["hidden"] = ""


def _is_first(block: LexborNode, around: LexborNode) -> bool:
    first = next(iter(around.iter(include_text=False)), None)
    return first is not None and first.mem_id == block.mem_id


def _drop_marked(root: LexborNode, hidden_names: frozenset[str], left_out: LeftOut) -> bool:
    """Remove marked elements and hidden text; return whether anything was removed.

    Walk from the top down, because a removed node must not be read again.
    """
    dropped = False
    waiting = [(root, SEEN)]
    while waiting:
        node, unseen = waiting.pop()
        for child in list(node.iter(include_text=True, skip_empty=False)):
            if child.is_text_node:
                if any(unseen) and child.text_content.strip():  # type: ignore[union-attr]
                    child.decompose()
                    left_out[PASSAGE] += 1
                    dropped = True
                continue
            style = style_of(child)
            if _is_marked(child, style, hidden_names):
                left_out[_kind(child)] += 1
                _drop_with_blank(child)
                dropped = True
            else:
                waiting.append((child, _unseen(style, unseen)))
    return dropped


def _is_marked(node: LexborNode, style: Style, hidden_names: frozenset[str]) -> bool:
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    return (
        node.tag in TAGS | STAND_INS
        or "hidden" in attributes
        or (node.tag == "dialog" and "open" not in attributes)
        or _is_hidden(style)
        or any(CLASSES.fullmatch(each) or f".{each}" in hidden_names for each in classes)
        or f"#{attributes.get('id')}" in hidden_names
        or (node.tag == "a" and COMMENT_LINK.search(attributes.get("href") or "") is not None)
    )


def _kind(node: LexborNode) -> str:
    """Return the kind to count in `left_out`; "" for what nobody would miss, and for the other parts of a comment."""
    if node.tag in STAND_IN_KINDS:
        return "" if node.tag == "svg" and is_pixel(node) else STAND_IN_KINDS[node.tag]
    links = [node] if node.tag == "a" else node.css("a[href]")
    if any(COMMENT_LINK.search(link.attributes.get("href") or "") for link in links):
        return COMMENT if any(COMMENT_MARK.search(link.attributes.get("href") or "") for link in links) else ""
    if node.tag not in TAGS | STAND_INS or node.tag in DELETED:
        return PASSAGE if node.text().strip(BLANK) and not _is_comment(node) else ""
    return ""


def is_pixel(node: LexborNode) -> bool:
    """Return whether the picture is a tracking pixel."""
    return all(node.attributes.get(side) in {"0", "1"} for side in ("width", "height"))


def _is_comment(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    return "comment" in style.lower() or "msocom" in (node.attributes.get("class") or "").lower()


def _unseen(style: Style, inherited: Unseen) -> Unseen:
    """Return whether text here is too small, invisible or transparent; a descendant may undo each of them."""
    is_small, is_invisible, is_transparent = inherited
    in_font = FONT_SIZE.search(style.get("font", ""))
    if size := style.get("font-size") or (in_font[1] if in_font else ""):
        is_small = TINY.fullmatch(size) is not None
    if style.get("visibility"):
        is_invisible = style["visibility"] in {"hidden", "collapse"}
    if style.get("color"):
        is_transparent = NO_COLOR.match(style["color"]) is not None and not _has_other_color(style)
    return is_small, is_invisible, is_transparent


def _has_other_color(style: Style) -> bool:
    """Return whether transparent letters are filled with a color or with the background."""
    clips = style.get("background-clip", "") + style.get("-webkit-background-clip", "") + style.get("background", "")
    return "text" in clips or "-webkit-text-fill-color" in style


def _drop_with_blank(node: LexborNode) -> None:
    """Remove the node, and the space before it if another space or a punctuation mark follows."""
    before, after = node.prev, node.next
    node.decompose()
    if before is None or not before.is_text_node or after is None or not after.is_text_node:
        return
    left, right = before.text_content or "", after.text_content or ""
    if left.endswith(tuple(BLANK)) and right.startswith((*BLANK, ".", ",", ";", ":", "!", "?", ")")):
        before.replace_with(left.rstrip(BLANK))


def _drop_emptied(root: LexborNode) -> None:
    for node in reversed(root.css(EMPTIED)):
        if all(_is_blank(child) for child in node.iter(include_text=True, skip_empty=False)):
            node.decompose()


def _is_blank(node: LexborNode) -> bool:
    if node.is_text_node:
        return not (node.text_content or "").strip(BLANK)
    return node.tag in {"br", "td", "th", "wbr"} and not node.text().strip(BLANK) and node.css_first("img") is None
