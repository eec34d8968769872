"""Render figures of a text: photos in responsive sizes, videos as cards."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.text.numbers import parse_number
from articles.models import Photo
from articles.models.photos import LIGHTER
from articles.text import embeds, pull_quotes, tables

# Sanitized HTML quotes every attribute, so a ">" inside of an alternative text does not end the
# tag.
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
    results = [dict(ATTRIBUTE.findall(image["attributes"])) for image in IMAGE.finditer(html)]
    if not results:
        return html
    keys = {parse_number(each.get("data-photo", "")) for each in results} - {None}
    photos = Photo.objects.in_bulk(keys) if keys else {}
    return IMAGE.sub(lambda image: _painted(image, photos), html)


def fit_to_width(html: str, width: int) -> str:
    """Limit pictures to `width` pixels and use the matching renditions, because mail programs do
    not scale them.
    """
    results = [dict(ATTRIBUTE.findall(image["attributes"])) for image in IMAGE.finditer(html)]
    keys = {parse_number(each.get("data-photo", "")) for each in results} - {None}
    photos = Photo.objects.in_bulk(keys) if keys else {}
    return IMAGE.sub(lambda image: _fitted(image, photos, width), html)


def _fitted(image: re.Match[str], photos: dict[int, Photo], width: int) -> str:
    attributes = dict(ATTRIBUTE.findall(image["attributes"]))
    photo = photos.get(parse_number(attributes.get("data-photo", "")) or 0)
    made = photo.fitting("wide", width=width) if photo else None
    if photo and made:
        attributes["src"] = photo.url("wide", width=width)
        own_width, own_height = made["width"], made["height"]
    else:
        own_width = parse_number(attributes.get("width", "")) or 0
        own_height = parse_number(attributes.get("height", "")) or 0
    if own_width:
        count = min(width, own_width)
        attributes["width"] = str(count)
        if own_height:
            attributes["height"] = str(max(1, round(own_height * count / own_width)))
    source = "".join(
        f' {name}="{value}"' for name, value in attributes.items()
    )  # escaped by the sanitizer
    return f"{image['figure'] or ''}<img{source}>"


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


def _painted(image: re.Match[str], photos: dict[int, Photo]) -> str:
    attributes = dict(ATTRIBUTE.findall(image["attributes"]))
    photo = photos.get(parse_number(attributes.get("data-photo", "")) or 0)
    jpegs = photo.files("wide", "jpeg") if photo else []
    if photo is None or not jpegs:
        return f'{image["figure"] or ""}<img{image["attributes"]} loading="lazy" decoding="async">'
    sizes = SIZES_OF.get(image["size"], SIZES)
    return format_html(
        '{}<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"'
        ' loading="lazy" decoding="async"></picture>',
        mark_safe(image["figure"] or ""),  # noqa: S308 - cleaned HTML
        lighter(photo, "wide", sizes),
        photo.url("wide", width=800),
        photo.srcset("wide", "jpeg"),
        sizes,
        jpegs[-1]["width"],
        jpegs[-1]["height"],
        # Pictures in a text are never decoration, so a missing alt text is taken from the library.
        (mark_safe(attributes["alt"]) if attributes.get("alt") else photo.alt),  # noqa: S308 - escaped as it was cleaned
    )


def lighter(photo: Photo, crop: str, sizes: str) -> SafeString:
    """Return <source> elements, smallest formats first, because a browser takes the first that it
    supports.
    """
    made = [(each, photo.srcset(crop, each)) for each in LIGHTER]
    return format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        [(each, files, sizes) for each, files in made if files],
    )
