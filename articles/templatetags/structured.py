"""Structured data and link preview pictures for pages other than columns."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from accounts.absolute_urls import absolute_url
from articles.models import Columnist, Photo
from articles.pages import structured_data

FEED_PICTURE_WIDTH = 1200  # pixels

register = template.Library()


@register.simple_tag
def site_json() -> SafeString:
    return structured_data.about_site()


@register.simple_tag
def columnist_json(columnist: Columnist) -> SafeString:
    return structured_data.about_columnist(columnist)


@register.simple_tag
def columnist_picture(columnist: Columnist) -> dict[str, Any] | None:
    return structured_data.picture(columnist.portrait)


@register.simple_tag
def default_picture() -> dict[str, Any]:
    return structured_data.default_picture()


@register.filter
def feed_picture(photo: Photo) -> str:
    """Return a photo's absolute URL, or "" if it has no renditions."""
    path = photo.url("wide", width=FEED_PICTURE_WIDTH)
    return absolute_url(path) if path else ""
