"""Comments on a column's page.

The output is cached with the page, so it must not depend on the reader.
"""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.text.timestamps import iso_seconds
from articles.models import Column
from comments.threads import availability, pages

register = template.Library()


@register.inclusion_tag("comments/_jump.html")
def jump_to_comments(column: Column, at: datetime) -> dict[str, Any]:
    return {
        "number": pages.count(column.pk),
        "availability": availability.availability_of(column, at=at),
    }


@register.inclusion_tag("comments/_below.html")
def comments_below(column: Column, granted: bool, at: datetime) -> dict[str, Any]:
    """Render the first page of the thread; below a teaser only the number of comments."""
    available = availability.availability_of(column, at=at)
    number = pages.count(column.pk) if available.is_visible else 0
    page = pages.page_of(column.pk, size=pages.BELOW_A_COLUMN) if granted and number else None
    return {
        "column": column,
        "granted": granted,
        "availability": available,
        "number": number,
        "page": page,
    }


@register.filter
def minute(at: datetime) -> SafeString:
    """Return for example <time datetime="...">22 November 2026, 14:05</time>."""
    text = format_date(timezone.localtime(at), "j F Y, H:i")
    return format_html('<time datetime="{}">{}</time>', iso_seconds(at), text)
