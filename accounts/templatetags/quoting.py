"""Quote other people's text in e-mails, so that it cannot look like the site's own text."""

import re

from django import template

register = template.Library()

# A double quotation mark inside the text could seem to end the quotation.
INNER_MARKS = str.maketrans('“”„‟"＂〝〞', "‘’‚‛'＇‘’")


@register.filter
def quoted(text: object) -> str:
    """Put each paragraph in double quotation marks, and change those inside it to single ones."""
    paragraphs = re.split(r"\n\s*\n", str(text).strip().translate(INNER_MARKS))
    return "\n\n".join(f"“{paragraph}”" for paragraph in paragraphs)
