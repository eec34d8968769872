"""Template tags for photos, datelines, dates and static pages."""

from datetime import datetime
from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html

from accounts.absolute_urls import absolute_url
from accounts.text.timestamps import iso_seconds
from articles.models import Page, Photo
from articles.text import figures
from articles.text.dateline import with_dateline

register = template.Library()
register.simple_tag(with_dateline)


@register.simple_tag
def footer_pages() -> list[Page]:
    return list(Page.objects.filter(in_footer=True).only("slug", "title"))


@register.simple_tag
def house_page(slug: str) -> Page | None:
    """Return a static page whose text another page includes; None if it was deleted at the desk."""
    return Page.objects.filter(slug=slug).first()


@register.simple_tag
def picture(
    photo: Photo | None,
    *,
    crop: str = "wide",
    sizes: str = "100vw",
    css: str = "",
    alt: str | None = None,
    lead: bool = False,
) -> str:
    """Return <picture> with the photo's renditions; `lead` loads it first."""
    jpegs = photo.files(crop, "jpeg") if photo else []
    if photo is None or not jpegs:
        return ""
    src = f"{settings.MEDIA_URL}{jpegs[len(jpegs) // 2]['path']}"
    alt = photo.alt if alt is None else alt
    return figures.picture(photo, crop, sizes=sizes, src=src, alt=alt, css=css, lead=lead)


@register.filter
def moment(at: datetime | None) -> str:
    """Return a date as <time datetime="...">22 November 2026</time>."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>',
        iso_seconds(at),
        format_date(timezone.localtime(at), "j F Y"),
    )


@register.filter
def initial(name: str) -> str:
    return name[:1].upper()


register.filter("absolute", absolute_url)


@register.filter
def in_query(value: str) -> str:
    """Percent-encode a value for a query string, slashes too."""
    return quote(value, safe="")
