"""A filter that renders readers' plain text as safe paragraphs."""

from django import template
from django.utils.safestring import SafeString

from articles.text import reader_text

register = template.Library()


@register.filter
def as_paragraphs(text: str) -> SafeString:
    return reader_text.as_html(text)
