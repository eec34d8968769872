"""Remove text that its source marks as deleted, struck through, hidden, or as a margin comment.

The editor does the same with pasted text (static/js/editor-hidden.js).
"""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.text import generated_text, source_lines
from articles.text.removed_content import COMMENT, FORMULA, FRAME, PASSAGE, PICTURE, RemovedContent
from articles.text.styles import Style, Styles

# Cheap check: HTML without any of these holds no hidden text and is not parsed at all.
HIDDEN_MARKERS = re.compile(
    r"<(?:del|s|strike|style|script|template|noscript|noembed|noframes|title|datalist|dialog|rp|object|audio|video|canvas|select|textarea|svg|math"
    r"|iframe|w:|text:|suggestion-|pre|xmp|listing|plaintext|q|ruby)"
    r"|\s(?:style|class|role|value|data-[\w-]+)\s*=|hidden|popover|reversed|#cmnt",
    re.IGNORECASE,
)
# Elements that browsers do not show, and deletions, also in formats of Word and LibreOffice.
DELETED = frozenset(
    {"del", "s", "strike", "w:del", "w:deltext", "w:movefrom"}
    | {"text:deletion", "text:tracked-changes"}
)
TAGS = DELETED | {"style", "script", "template", "title", "datalist", "rp"}
TAGS |= {"noscript", "noembed", "noframes"}
# Elements with fallback content, or with labels and numbers that are meaningless as text.
FALLBACK_TAGS = frozenset(
    {"object", "audio", "video", "canvas", "select", "textarea", "svg", "math"}
)
STAND_IN_KINDS = {
    **dict.fromkeys(("object", "audio", "video", "canvas"), FRAME),
    "svg": PICTURE,
    "math": FORMULA,
}
ROLES = frozenset({"deletion", "comment"})
# Classes that editors give to deletions (Word, CKEditor, Froala, ICE, wikis) and to comments.
CLASSES = re.compile(
    r"msodel|ice-del|msocom\w*|msocomment(?:text|subject|reference)|trackchange\w*deletion|diff-?del(?:etedline)?"
    r"|(?!(?:not|no|non|has|with|un)[-_])(?:\w+[-_]+){0,4}(?:deleted|deletion)",
    re.IGNORECASE,
)
# Classes whose style sheet is known although it is missing (Bootstrap, Tailwind, WordPress, Drupal
# and others). Text for screen readers repeats visible text.
CLASS_STYLES: tuple[tuple[re.Pattern[str], Style], ...] = (
    (
        re.compile(
            r"(?:(?!not-)\w+-)?(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only|s-only)?|element-invisible)"
            r"(?:-focusable)?|show-for-sr|a11y-hidden|hidden|hide|d-none|(?:is|u|uk)-hidden|hidden-print-only|d-print-only",
        ),
        {"display": "none"},
    ),
    (re.compile(r"invisible"), {"visibility": "hidden"}),
    (
        re.compile(r"line-through|strike(?:-?through)?|text-strike(?:-?through)?|ql-strike"),
        {"text-decoration-line": "line-through"},
    ),
)
# Shown from some window width on, although hidden on narrow screens: Tailwind's md:block,
# Bootstrap's d-md-block.
SHOWN_CLASS = re.compile(
    r"(?:(?:sm|md|lg|x{1,2}l|\dxl):|d-(?:sm|md|lg|x{1,2}l)-)"
    r"(?:not-sr-only|block|flex|grid|inline\S*|table\S*|contents|flow-root|list-item)|not-sr-only"
)
# Fragments of the same page, or of a document at Google; other sites may have such fragments too.
OWN_PAGE = r"(?:(?:https?:)?//docs\.google\.com/[^#]*|file:[^#]*)?"
COMMENT_LINK = re.compile(rf"\s*{OWN_PAGE}#(?:_msocom_|_msoanchor_|cmnt)", re.IGNORECASE)
# From text to comment; others link back.
COMMENT_MARK = re.compile(rf"\s*{OWN_PAGE}#(?:_msocom_|cmnt(?!_ref))", re.IGNORECASE)
ZERO = re.compile(r"(?:calc\(\s*)?[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]+|%)?(?:\s*\))?")
TINY = re.compile(
    r"[+-]?0*(?:[01](?:\.0*)?|\.\d+)(?:px|pt)|" + ZERO.pattern
)  # up to one pixel or point
TINY_FONT = re.compile(rf"{TINY.pattern}|0*\.[01]\d*r?em|0*\d(?:\.\d*)?%")
INHERITED = frozenset({"inherit", "unset", "revert", "revert-layer", "currentcolor"})
AWAY = r"-(?:999|\d{4,})|\+?9{4,}"
# Property -> values that hide the element in such a way that no descendant can undo it.
HIDING = {
    "display": re.compile(r"none"),
    "mso-hide": re.compile(r"all$"),
    "mso-element": re.compile(r"comment"),
    "mso-special-character": re.compile(r"comment$"),
    "content-visibility": re.compile(r"hidden$"),
    "text-decoration-line": re.compile(r".*line-through"),
    "text-line-through": re.compile(r"(?!none)"),
    "opacity": re.compile(rf"(?:{ZERO.pattern}|0*\.0\d*)$"),
    "filter": re.compile(rf".*opacity\({ZERO.pattern}\)"),
    "zoom": re.compile(rf"(?:{ZERO.pattern})$"),
    "scale": re.compile(r"(?:\S+\s+)?0*\.?0+%?(?:\s|$)"),
    "clip": re.compile(r"rect\((?:[\s,]*[01](?:px|pt)?)+\s*\)"),
    "clip-path": re.compile(
        r"inset\((?:49\.\d+|[5-9]\d(?:\.\d+)?|100)%|(?:circle|ellipse)\(0|polygon\((?:[\s,]*0(?:px|%)?)+\)"
    ),
    "transform": re.compile(
        rf".*(?:matrix\((?:\s*0\s*,){{4}}|scale(?:3d|x|y)?\((?:[^,()]*,)?\s*0*\.?0+\s*[,)]|\(\s*{ZERO.pattern}\s*,\s*(?:{AWAY})|\((?:{AWAY}))"
    ),
    "translate": re.compile(rf"(?:\S+\s+)?(?:{AWAY})"),
    "text-indent": re.compile(rf"{AWAY}|[1-9]\d\d+%"),
    **dict.fromkeys(
        ("left", "right", "top", "bottom", "margin-left", "margin-top"), re.compile(AWAY)
    ),
}
POSITIONS = ("left", "right", "top", "bottom")  # without effect on static elements
MARGINS = ("margin-left", "margin-top")
FAR = re.compile(r"\+?(?:999|\d{4,})")
BOX = ("width", "height", "max-width", "max-height")
NO_COLOR = re.compile(
    r"transparent|(?:rgb|hsl)a?\((?:[^,/]+,){3}\s*0*(?:\.0*)?%?\s*\)|[^,/]+/\s*0*(?:\.0*)?%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)$"
)
MAY_BECOME_EMPTY = "p, h1, h2, h3, h4, h5, h6, li, ul, ol, dl, dt, dd, blockquote, aside, sup, tr"
EMPTIED_INLINE = "a, b, strong, i, em, u, span, font, sub"
SEEN_WITHOUT_TEXT = "img, iframe"  # a video is in a frame
SUGGESTIONS = "suggestion-start, [data-suggestion-start-before]"
BLANK = " \t\r\n\f\xa0"

Unseen = tuple[bool, bool, bool]  # too small, invisible, transparent
SEEN: Unseen = (False, False, False)


def remove_hidden(html: str, left_out: RemovedContent | None = None) -> str:
    """Return the HTML without hidden and deleted text, and without blocks that become empty.

    Lines that styles make get a <br> and quotations their marks, because cleaning removes these
    elements and styles. `left_out` counts what was removed.
    """
    if not HIDDEN_MARKERS.search(html):
        return html
    # Without <body>, a parser puts a <noscript> at the beginning into the head, and prints its
    # content.
    tree = LexborHTMLParser(f"<body>{html}")
    root = tree.body
    if root is None:
        return ""
    styles = Styles(tree)
    left_out = Counter() if left_out is None else left_out
    unseen = SEEN
    for node in filter(None, (root.parent, root)):  # <html> and <body>
        style = styles.of(node, _default_style(node, styles.class_names))
        if any(name.endswith("animation") for name in style):
            continue  # which shows the page: so do AMP pages
        if _is_marked(node, style):
            left_out[PASSAGE] += 1
            return ""
        unseen = _unseen(style, unseen)
    _mark_replies(root)
    dropped = _drop_suggestions(root, left_out)
    if _drop_marked(root, styles, left_out, unseen) or dropped:
        _drop_emptied(root)
    generated_text.write_out(root)
    source_lines.replace_raw(root)
    source_lines.mark(root, styles)
    return source_lines.with_breaks(root.inner_html or "")


def _is_hidden(style: Style) -> bool:
    without_effect: set[str] = set()
    if style.get("position") == "static":
        without_effect.update(POSITIONS)
    if any(FAR.match(style.get(f"padding-{side}", "")) for side in ("left", "top")):
        without_effect.update(MARGINS)  # moved back: a background as wide as the window
    for name, value in HIDING.items():
        if name in style and name not in without_effect and value.match(style[name]):
            return True
    return _is_cut_off(style)


def _is_cut_off(style: Style) -> bool:
    overflow = {style.get(f"overflow-{axis}", "visible") for axis in "xy"}
    if overflow <= {"visible", *INHERITED}:
        return False
    # Padding gives the box its height where a video keeps its proportions.
    room = ("padding-top", "padding-bottom", "min-height")
    has_no_room = all(TINY.fullmatch(style.get(name, "0")) for name in room)
    return has_no_room and any(TINY.fullmatch(style.get(side, "auto")) for side in BOX)


def _mark_replies(root: LexborNode) -> None:
    """Mark the comments that Google Docs puts below a text.

    Each links back to its place in the text.
    """
    for link in root.css('a[href*="#cmnt_ref" i]'):
        if not COMMENT_LINK.match(link.attributes.get("href") or ""):
            continue
        block = link.parent
        while block is not None and block.tag not in {"p", "div", "li", "body"}:
            block = block.parent
        if block is None or block.tag == "body":
            link.decompose()
            continue
        around = block.parent
        if around is not None and around.tag == "div":
            first = next(iter(around.iter(include_text=False)), None)
            if first is not None and first.mem_id == block.mem_id:
                block = around
        block.attrs["role"] = "comment"


def _drop_suggestions(root: LexborNode, left_out: RemovedContent) -> bool:
    if root.css_first(SUGGESTIONS) is None:
        return False
    suggested_deletions = list(_suggested_deletions(root))
    if not suggested_deletions:
        return False
    for mark in root.css("suggestion-start, suggestion-end"):
        mark.decompose()
    for text in suggested_deletions:
        _drop_with_blank(text)
        left_out[PASSAGE] += 1
    return True


def _suggested_deletions(root: LexborNode) -> Iterator[LexborNode]:
    """Yield the text inside suggested deletions.

    They may begin and end in different paragraphs.
    """
    open_names: set[str] = set()
    waiting: list[LexborNode | list[str]] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):  # of an element that ends here
            open_names.difference_update(node)
            continue
        attributes = node.attributes
        if node.tag == "suggestion-end":
            open_names.discard(attributes.get("name") or "")
        is_start = node.tag == "suggestion-start"
        starts = attributes.get("name" if is_start else "data-suggestion-start-before")
        open_names.update(_deletions(starts))
        if node.is_text_node and open_names and (node.text_content or "").strip():
            yield node
        waiting.append(_deletions(attributes.get("data-suggestion-end-after")))
        waiting.extend(reversed(list(node.iter(include_text=True, skip_empty=False))))


def _deletions(names: str | None) -> list[str]:
    return [name for name in (names or "").split(",") if name.startswith("deletion")]


def _drop_marked(
    root: LexborNode, styles: Styles, left_out: RemovedContent, unseen_root: Unseen
) -> bool:
    # From the top down, because a removed node must not be read again.
    dropped = False
    waiting = [(root, unseen_root)]
    while waiting:
        node, unseen = waiting.pop()
        for child in list(node.iter(include_text=True, skip_empty=False)):
            if child.is_text_node:
                # A browser that knows frames does not show the text inside of one.
                if (any(unseen) or node.tag == "iframe") and child.text_content.strip():  # type: ignore[union-attr]
                    child.decompose()
                    left_out[PASSAGE if any(unseen) else ""] += 1
                    dropped = True
                continue
            style = styles.of(child, _default_style(child, styles.class_names))
            if _is_marked(child, style):
                left_out[_kind(child)] += 1
                _drop_with_blank(child)
                dropped = True
            else:
                waiting.append((child, _unseen(style, unseen)))
    return dropped


def _default_style(node: LexborNode, class_names: set[str]) -> Style:
    attributes = node.attributes
    style: Style = {}
    if (
        "hidden" in attributes
        or "popover" in attributes
        or (node.tag == "dialog" and "open" not in attributes)
    ):
        style["display"] = "none"
    classes = (attributes.get("class") or "").lower().split()
    if not any(map(SHOWN_CLASS.fullmatch, classes)):
        for name, declared in CLASS_STYLES:
            # If the source has a style sheet for the class, that one counts.
            if any(name.fullmatch(each) and f".{each}" not in class_names for each in classes):
                style |= declared
    return style


def _is_marked(node: LexborNode, style: Style) -> bool:
    attributes = node.attributes
    if node.tag in TAGS | FALLBACK_TAGS or attributes.get("data-mce-bogus") == "all":
        return True
    if ROLES.intersection((attributes.get("role") or "").lower().split()):
        return True
    if any(CLASSES.fullmatch(name) for name in (attributes.get("class") or "").split()):
        return True
    if node.tag == "a" and COMMENT_LINK.match(attributes.get("href") or ""):
        return True
    return _is_hidden(style)


def _kind(node: LexborNode) -> str:
    """Return the kind to count in `left_out`.

    Return "" for what nobody would miss, and for other parts of a comment.
    """
    if node.tag in STAND_IN_KINDS:
        return "" if node.tag == "svg" and is_pixel(node) else STAND_IN_KINDS[node.tag]
    links = [node] if node.tag == "a" else node.css("a[href]")
    addresses = [link.attributes.get("href") or "" for link in links]
    if any(COMMENT_LINK.match(address) for address in addresses):
        return COMMENT if any(COMMENT_MARK.match(address) for address in addresses) else ""
    if node.tag in TAGS | FALLBACK_TAGS and node.tag not in DELETED:
        return ""
    style = (node.attributes.get("style") or "").lower()
    classes = (node.attributes.get("class") or "").lower()
    is_comment = "comment" in style or "msocom" in classes
    return PASSAGE if node.text().strip(BLANK) and not is_comment else ""


def is_pixel(node: LexborNode) -> bool:
    """Return whether a picture is a tracking pixel."""
    return all(node.attributes.get(side) in {"0", "1"} for side in ("width", "height"))


def _unseen(style: Style, inherited: Unseen) -> Unseen:
    """Return whether text here is too small, invisible or transparent.

    A descendant may undo each of them.
    """
    is_small, is_invisible, is_transparent = inherited
    size = style.get("font-size", "inherit")
    # em and % are relative to the size around, so inside a tiny element they stay tiny.
    if size not in INHERITED and not (is_small and re.search(r"(?<!r)em$|%$", size)):
        is_small = TINY_FONT.fullmatch(size) is not None
    visibility = style.get("visibility", "inherit")
    if visibility not in INHERITED:
        is_invisible = visibility in {"hidden", "collapse"}
    color = style.get("-webkit-text-fill-color", style.get("color", "inherit"))
    if color not in INHERITED:
        # Transparent letters may show the background (background-clip: text).
        clips = ("background-clip", "-webkit-background-clip", "background")
        is_filled = any("text" in style.get(name, "") for name in clips)
        is_transparent = NO_COLOR.match(color) is not None and not is_filled
    return is_small, is_invisible, is_transparent


def _drop_with_blank(node: LexborNode) -> None:
    """Remove the node, and the space before it if another space or a punctuation mark follows."""
    before, after = node.prev, node.next
    node.decompose()
    if before is None or not before.is_text_node or after is None or not after.is_text_node:
        return
    left, right = before.text_content or "", after.text_content or ""
    if left.endswith(tuple(BLANK)) and right.startswith(
        (*BLANK, ".", ",", ";", ":", "!", "?", ")")
    ):
        before.replace_with(left.rstrip(BLANK))


def _drop_emptied(root: LexborNode) -> None:
    for node in reversed(root.css(EMPTIED_INLINE)):
        if node.child is None:
            _drop_with_blank(node)
    for node in reversed(root.css(MAY_BECOME_EMPTY)):
        if all(_is_blank(child) for child in node.iter(include_text=True, skip_empty=False)):
            node.decompose()


def _is_blank(node: LexborNode) -> bool:
    if node.is_text_node:
        return not (node.text_content or "").strip(BLANK)
    return (
        node.tag in {"br", "td", "th", "wbr"}
        and not node.text().strip(BLANK)
        and node.css_first(SEEN_WITHOUT_TEXT) is None
    )
