"""Structured data and shared pictures for pages that are no column."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from articles import structured
from articles.models import Columnist, Photo

FEED_PICTURE_WIDTH = 1200  # pixels

register = template.Library()


@register.simple_tag
def site_json() -> SafeString:
    return structured.about_site()


@register.simple_tag
def columnist_json(columnist: Columnist) -> SafeString:
    return structured.about_columnist(columnist)


@register.simple_tag
def columnist_picture(columnist: Columnist) -> dict[str, Any] | None:
    return structured.picture(columnist.portrait)


@register.simple_tag
def default_picture() -> dict[str, Any]:
    return structured.default_picture()


@register.filter
def feed_picture(photo: Photo) -> str:
    """The full address of a photo for readers of feeds."""
    path = photo.url("wide", width=FEED_PICTURE_WIDTH)
    return f"{settings.SITE_URL}{path}" if path else ""
