"""Take apart figures, pull quotes and headings that contain more than the editor allows.

No visible text is lost.
"""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.text import embeds, tables
from articles.text.editor_schema import EMBED_CLASS, FIGURE_SIZES, PULLQUOTE_CLASS
from articles.text.plain_text import INLINE, text_of

DEEPEST = 5  # nested figures or asides
SEEN_WITHOUT_TEXT = re.compile("<(?:img|hr)\\b")
OWN_CAPTION = "A video at "  # caption of our own cards (articles.text.embeds)


def unwrap_asides(body: LexborNode) -> None:
    """Replace <aside> elements that are no pull quotes by their content."""
    for aside in reversed(body.css("aside")):
        if _number_around(aside) >= DEEPEST:
            aside.unwrap()
        elif PULLQUOTE_CLASS not in (aside.attributes.get("class") or "").split():
            _replace(aside, tables.as_blocks(aside))
    _unwrap_made(body)


def normalize_figures(body: LexborNode) -> None:
    """Leave one photo with its caption, or one video, in each figure; other content follows it."""
    for figure in reversed(body.css("figure")):
        if _number_around(figure) >= DEEPEST:
            figure.unwrap()
        else:
            _replace(figure, _figure(figure))
    _unwrap_made(body)


def flatten_headings(body: LexborNode) -> None:
    """Turn paragraphs in a heading into its lines; other blocks end the heading."""
    for heading in reversed(body.css("h2, h3")):
        if any(child.tag not in {"br", *INLINE} for child in heading.iter()):
            _replace(heading, _headings(heading))
    _unwrap_made(body)


def move_into_items(body: LexborNode) -> None:
    """Move other content of a list into the item before it, or into a new item."""
    for node in reversed(body.css("ul, ol")):
        if any(
            child.tag != "li" and (child.html or "").strip()
            for child in node.iter(include_text=True)
        ):
            start = node.attributes.get("start")
            attributes = f' start="{escape(start)}"' if start else ""
            _replace(node, f"<{node.tag}{attributes}>{_items(node)}</{node.tag}>")
    _unwrap_made(body)


def _items(node: LexborNode) -> str:
    items: list[str] = []
    loose = ""

    def add() -> None:
        content = tables.wrapped(loose) if text_of(loose) or SEEN_WITHOUT_TEXT.search(loose) else ""
        if content and items:
            items[-1] += content
        elif content:
            items.append(content)

    for child in node.iter(include_text=True):
        if child.tag != "li":
            loose += child.html or ""
            continue
        add()
        loose = ""
        items.append(child.inner_html or "")
    add()
    return "".join(f"<li>{item}</li>" for item in items)


def _headings(heading: LexborNode) -> str:
    parts: list[str] = []
    lines = ""

    def end_heading() -> None:
        words = tables.in_lines(lines)
        if text_of(words) or "<img" in words:
            parts.append(f"<{heading.tag}>{words}</{heading.tag}>")

    for child in heading.iter(include_text=True):
        if child.tag in {"-text", "p", "br", *INLINE}:
            lines += child.html or ""
        else:
            end_heading()
            parts.append(child.html or "")
            lines = ""
    end_heading()
    return "".join(parts)


def _figure(figure: LexborNode) -> str:
    classes = (figure.attributes.get("class") or "").split()
    caption = _take_caption(figure)
    if own_video := _video(figure, classes, caption):
        return own_video
    size = next((f' class="{name}"' for name in FIGURE_SIZES if name in classes), "")
    photos = _take_photos(figure)
    rest = tables.as_blocks(figure)
    in_frame = embeds.STORED.fullmatch(rest)
    if in_frame and not photos:
        return _captioned(rest, in_frame["title"], in_frame["address"], caption)
    if not photos:
        return rest + (f"<p>{caption}</p>" if caption else "")
    *others, last = photos
    if caption:
        last += f"<figcaption>{caption}</figcaption>"
    figures = [f"<figure{size}>{photo}</figure>" for photo in (*others, last)]
    return "".join([*figures, rest])


def _take_caption(figure: LexborNode) -> str:
    own = [
        caption
        for caption in figure.css("figcaption")
        if _is_of(caption, figure, past={"figure", "figcaption"})
    ]
    texts = [each.inner_html or "" for each in own if each.css_first("img") is None]
    for caption in reversed(own):
        if caption.css_first("img") is None:
            caption.decompose()
        else:
            caption.unwrap()
    html = tables.in_lines("<p>".join(texts))
    return html if text_of(html) else ""


def _take_photos(figure: LexborNode) -> list[str]:
    """Remove the photos, with a link around one of them, and return them."""
    holders = []
    for image in figure.css("img"):
        if not _is_of(image, figure, past={"figure"}):
            continue
        link = image.parent
        is_linked = link is not None and link.tag == "a"
        is_alone = link is not None and len(list(link.iter(include_text=True))) == 1
        holders.append(link if link is not None and is_linked and is_alone else image)
    photos = [holder.html or "" for holder in holders]
    for holder in holders:
        holder.decompose()
    return photos


def _is_of(node: LexborNode, figure: LexborNode, *, past: set[str]) -> bool:
    """Return whether the figure is the nearest ancestor with one of the names in `past`."""
    around = node.parent
    while around is not None and around.tag not in past:
        around = around.parent
    return around is not None and around.mem_id == figure.mem_id


def _number_around(node: LexborNode) -> int:
    number, around = 0, node.parent
    while around is not None:
        number += around.tag == node.tag
        around = around.parent
    return number


def _video(figure: LexborNode, classes: list[str], caption: str) -> str:
    """Return the figure of a video, and "" for other figures."""
    words = text_of(figure.html or "")
    # A parser closes a link around a player and leaves an empty one before the player's own.
    addresses = [link.attributes.get("href") or "" for link in figure.css("a")]
    videos = [embeds.video_at(address) for address in (*addresses, words)]
    video = next((video for video in videos if video is not None), None)
    if video is not None and (EMBED_CLASS in classes or embeds.video_at(words)):
        return _captioned(embeds.stored(video, words), words, video.page, caption)
    return ""


def _captioned(html: str, title: str, address: str, caption: str) -> str:
    """Return the video with the caption as its title.

    The caption comes below it if the video has another title or the caption has links.
    """
    if not caption or text_of(caption).startswith(OWN_CAPTION):
        return html
    video = embeds.video_at(address)
    if video is not None and embeds.video_at(title) and "<a " not in caption:
        return embeds.stored(video, text_of(caption))
    return f"{html}<p>{caption}</p>"


def _replace(node: LexborNode, html: str) -> None:
    made = LexborHTMLParser(f"<div>{html}</div>").body
    if html and made is not None and made.child is not None:
        node.replace_with(made.child)
    else:
        node.decompose()


def _unwrap_made(body: LexborNode) -> None:
    for made in body.css("div"):  # the sanitizer lets none through
        made.unwrap()
