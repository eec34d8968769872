"""What a column's page shows of its comments. It is kept with the page: the same for everyone who may read that."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.timestamps import iso_seconds
from articles.models import Column
from comments.threads import availability, pages

register = template.Library()


@register.inclusion_tag("comments/_jump.html")
def jump_to_comments(column: Column, at: datetime) -> dict[str, Any]:
    """The number of comments, which may be told to everyone, and the way to them."""
    return {"number": pages.count(column.pk), "availability": availability.availability_of(column, at=at)}


@register.inclusion_tag("comments/_below.html")
def comments_below(column: Column, granted: bool, at: datetime) -> dict[str, Any]:
    """The first page of the thread below the text; below a teaser the number alone."""
    available = availability.availability_of(column, at=at)
    number = pages.count(column.pk) if available.is_visible else 0
    page = pages.page_of(column.pk, size=pages.BELOW_A_COLUMN) if granted and number else None
    return {"column": column, "granted": granted, "availability": available, "number": number, "page": page}


@register.filter
def minute(at: datetime) -> SafeString:
    """<time datetime="...">22 November 2026, 14:05</time>"""
    text = format_date(timezone.localtime(at), "j F Y, H:i")
    return format_html('<time datetime="{}">{}</time>', iso_seconds(at), text)
