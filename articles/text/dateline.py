"""The dateline (place of writing) at the start of a text."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FIRST_PARAGRAPH = re.compile(r"\s*<p(?:\s[^>]*)?>")


def with_dateline(html: str, dateline: str) -> SafeString:
    if not dateline or not html.strip():
        return mark_safe(html)  # noqa: S308 - cleaned at every way in
    location = f'<span class="dateline"><bdi>{escape(dateline)}</bdi> —</span> '
    opening = FIRST_PARAGRAPH.match(html)
    if opening is None:
        return mark_safe(f"<p>{location}</p>\n{html}")  # noqa: S308 - cleaned at every way in, the place escaped above
    return mark_safe(f"{html[: opening.end()]}{location}{html[opening.end() :]}")  # noqa: S308 - as above
