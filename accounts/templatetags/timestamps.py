"""The filter `iso` for machine-readable timestamps."""

from datetime import datetime

from django import template

from accounts.text.timestamps import iso_seconds

register = template.Library()


@register.filter(expects_localtime=True)
def iso(at: datetime | None) -> str:
    return iso_seconds(at) if at is not None else ""
