"""Replies below a column's text."""

from typing import Any

from django import template

from articles.models import Column
from comments.models import Reply

register = template.Library()


@register.inclusion_tag("comments/_replies.html")
def replies_below(column: Column, granted: bool) -> dict[str, Any]:
    """They quote: who may not read the column learns only that there are some, and from whom."""
    return {"replies": Reply.objects.below(column.pk), "granted": granted}
