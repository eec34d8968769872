"""Render figures of a text: photos in responsive sizes, videos as cards."""

import re

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.text.numbers import parse_number
from articles.models import Photo
from articles.models.photos import SMALLER_FORMATS
from articles.text import embeds, pull_quotes, tables

# Sanitized HTML quotes every attribute, so a ">" in an alternative text does not end the tag.
IMAGE = re.compile(
    r"(?P<figure><figure(?:"
    r' class="(?P<size>[a-z]+)")?>\s*)?<img(?P<attributes>(?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>'
)
ATTRIBUTE = re.compile(r'\s([\w-]+)="([^"]*)"')
FIGURE_WIDTH = 1200  # pixels, for the text's width on a high-resolution screen
SIZES = "(min-width: 44rem) 42rem, 100vw"  # the text's width
SIZES_OF = {
    "wide": "(min-width: 52rem) 48rem, 100vw",
    "side": "(min-width: 48rem) 20rem, 100vw",
}  # column.css


def render_body(html: str) -> SafeString:
    """Return the body as HTML for a page of readers with access."""
    text = embeds.with_cards(with_srcset(pull_quotes.hide_repeated_from_screen_readers(html)))
    return mark_safe(tables.with_scroll_regions(text))  # noqa: S308 - cleaned at every way in


def with_srcset(html: str) -> str:
    """Replace photos by <picture> with all their sizes; other images get lazy loading."""
    photos = _photos_in(html)

    def with_sizes(image: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(image["attributes"]))
        photo = photos.get(parse_number(attributes.get("data-photo", "")) or 0)
        figure = image["figure"] or ""
        if photo is None or not photo.files("wide", "jpeg"):
            return f'{figure}<img{image["attributes"]} loading="lazy" decoding="async">'
        # Pictures in a text are never decoration, so a missing alt text is taken from the library.
        alt = mark_safe(attributes.get("alt") or "") or photo.alt  # noqa: S308 - escaped as it was cleaned
        sizes = SIZES_OF.get(image["size"], SIZES)
        return figure + picture(photo, sizes=sizes, src=photo.url("wide", width=800), alt=alt)

    return IMAGE.sub(with_sizes, html)


def fit_to_width(html: str, width: int) -> str:
    """Limit pictures to `width` pixels and use the matching renditions.

    Mail programs do not scale them.
    """
    photos = _photos_in(html)

    def fitted(image: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(image["attributes"]))
        photo = photos.get(parse_number(attributes.get("data-photo", "")) or 0)
        rendition = photo.fitting("wide", width=width) if photo else None
        if photo and rendition:
            attributes["src"] = photo.url("wide", width=width)
            own_width, own_height = rendition["width"], rendition["height"]
        else:
            own_width = parse_number(attributes.get("width", "")) or 0
            own_height = parse_number(attributes.get("height", "")) or 0
        if own_width:
            new_width = min(width, own_width)
            attributes["width"] = str(new_width)
            if own_height:
                attributes["height"] = str(max(1, round(own_height * new_width / own_width)))
        # The values were escaped by the sanitizer.
        source = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"{image['figure'] or ''}<img{source}>"

    return IMAGE.sub(fitted, html)


def _photos_in(html: str) -> dict[int, Photo]:
    attributes = [dict(ATTRIBUTE.findall(image["attributes"])) for image in IMAGE.finditer(html)]
    keys = {parse_number(each.get("data-photo", "")) for each in attributes} - {None}
    return Photo.objects.in_bulk(keys) if keys else {}


def plain_image(photo: Photo) -> dict[str, str | int]:
    """Return the attributes of the <img> that is stored in a text."""
    page = photo.fitting("wide", width=FIGURE_WIDTH)
    if page is None:
        return {"src": "", "width": 0, "height": 0}
    return {
        "src": photo.url("wide", width=FIGURE_WIDTH),
        "width": page["width"],
        "height": page["height"],
    }


def picture(
    photo: Photo,
    crop: str = "wide",
    *,
    sizes: str,
    src: str,
    alt: str,
    css: str = "",
    lead: bool = False,
) -> SafeString:
    """Return <picture> with all renditions of a crop; `lead` loads it first."""
    # Smallest formats first, because a browser takes the first one that it supports. Width and
    # height are always set, so that the layout does not shift while the picture loads.
    sources = [{"format": name, "srcset": photo.srcset(crop, name)} for name in SMALLER_FORMATS]
    widest = photo.files(crop, "jpeg")[-1]
    context = {
        "sources": [source for source in sources if source["srcset"]],
        "src": src,
        "srcset": photo.srcset(crop, "jpeg"),
        "sizes": sizes,
        "width": widest["width"],
        "height": widest["height"],
        "alt": alt,
        "css": css,
        "lead": lead,
    }
    return render_to_string("articles/_picture.html", context)
