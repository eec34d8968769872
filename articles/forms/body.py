"""The field for a text: the rich-text editor, and a plain area for HTML without JavaScript."""

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
# Plain buttons: the library's drop-down cannot be reached with the keyboard.
MENU = ("headings", "marks", "link", "lists", "nodes -headings -lists -blockType", "table", "history")


class BodyWidget(AdminProseEditorWidget):  # type: ignore[misc]  # the editor's library is untyped
    """The editor; without JavaScript a plain area for HTML. The area gets its name from `aria-label`."""

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

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The area, and below it how long the text is; a script keeps that up to date."""
        area = super().render(name, value, attrs, renderer)
        words = length.length_sentence(length.words_in(value or ""))
        line = '{}<p class="text-length" id="id_{}_length" data-pace="{}">{}</p>'
        return format_html(line, area, name, length.PACE, words)


class BodyField(ProseEditorFormField):  # type: ignore[misc]  # as above
    """Clean the text; `left_out` says what was removed. Each form instance has its own copy of the field."""

    left_out = ""

    def clean(self, value: Any) -> str:
        counts: RemovedContent = RemovedContent()
        body = markup.clean(super().clean(value), counts)
        if len(body) > length.MOST_CHARACTERS:
            raise ValidationError(length.TOO_LONG, code="max_length")
        self.left_out = sentence(counts)
        return body


def body_field(label: str, *, has_teaser: bool = False) -> forms.CharField:
    """Return the editor field of a text; only a column's has the mark where its free opening ends."""
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
