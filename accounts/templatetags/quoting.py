"""Quote what somebody else typed in our mails, so that it cannot look like our own words."""

import re

from django import template

register = template.Library()

# A double quotation mark inside the text would seem to end the quotation.
INNER_MARKS = str.maketrans('“”„‟"＂〝〞', "‘’‚‛'＇‘’")


@register.filter
def quoted(text: object) -> str:
    """Put each paragraph in quotation marks of its own, and turn the marks in it into single ones."""
    paragraphs = re.split(r"\n\s*\n", str(text).strip().translate(INNER_MARKS))
    return "\n\n".join(f"“{paragraph}”" for paragraph in paragraphs)
