"""Replies below a column."""

from typing import Any

from django import template

from articles.models import Column
from submissions.models import Reply

register = template.Library()


@register.inclusion_tag("submissions/_replies.html")
def replies_below(column: Column, granted: bool) -> dict[str, Any]:
    """Render the replies.

    Readers without access to the column see only their authors, because replies quote it.
    """
    return {"replies": Reply.objects.below(column.pk), "granted": granted}
