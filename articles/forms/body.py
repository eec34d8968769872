"""The form field for a text: a rich-text editor, or without JavaScript a textarea for HTML."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles.text import length, markup
from articles.text.removed_content import RemovedContent, sentence

TEXT_ROWS = 28
# Buttons instead of the library's drop-down, which cannot be reached with the keyboard.
MENU = (
    "headings",
    "marks",
    "link",
    "lists",
    "nodes -headings -lists -blockType",
    "table",
    "history",
)


class BodyWidget(AdminProseEditorWidget):  # type: ignore[misc]  # the editor's library is untyped
    """The editor widget; its textarea is named by `aria-label`."""

    def __init__(self, label: str) -> None:
        attrs = {
            "rows": TEXT_ROWS,
            "cols": 80,
            "aria-label": label,
            "data-media": settings.MEDIA_URL,
            "data-photos": reverse_lazy("admin:articles_photo_choose"),
            "data-photos-upload": reverse_lazy("admin:articles_photo_upload"),
        }
        super().__init__(preset="configurable", attrs=attrs)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        area = super().render(name, value, attrs, renderer)
        words = length.length_sentence(length.words_in(value or ""))
        line = '{}<p class="text-length" id="id_{}_length" data-pace="{}">{}</p>'
        return format_html(line, area, name, length.PACE, words)


class BodyField(ProseEditorFormField):  # type: ignore[misc]  # as above
    """Sanitize the text; `left_out` tells what was removed.

    Each form instance has its own copy of the field.
    """

    left_out = ""

    def clean(self, value: Any) -> str:
        counts: RemovedContent = RemovedContent()
        body = markup.clean(super().clean(value), counts)
        if len(body) > length.MOST_CHARACTERS:
            raise ValidationError(length.TOO_LONG, code="max_length")
        self.left_out = sentence(counts)
        return body


def body_field(label: str, *, has_teaser: bool = False) -> forms.CharField:
    """Return an editor field for a text. Only a column's editor can mark the end of the teaser."""
    without = set() if has_teaser else {"TeaserBreak"}
    extensions = {name: value for name, value in markup.EXTENSIONS.items() if name not in without}
    menu = {"groups": [{"group": group} for group in MENU]}
    return BodyField(
        config={"extensions": {**extensions, "Menu": menu}},
        widget=BodyWidget(label),
        label=label,
        required=False,
        max_length=length.MOST_RAW,
        error_messages={"max_length": length.TOO_LONG_RAW},
    )
