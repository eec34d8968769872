"""The desk's forms: a column with its text, a page, a photo."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localtime
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import darkroom, markup, photos, teaser
from articles.models import Column, ColumnText, Page, Photo, Topic
from articles.models.names import SLUG_LENGTH

TEXT_ROWS = 28
# Plain buttons: the library's drop-down cannot be reached with the keyboard.
MENU = ("headings", "marks", "link", "lists", "nodes -headings -lists -blockType", "history")
NEEDS_ADDRESS = "This headline gives no address by itself: type one, in small Latin letters, digits and hyphens."


class BodyWidget(AdminProseEditorWidget):  # type: ignore[misc]  # the editor's library is untyped
    """The editor; without JavaScript a plain area for HTML. The area gets its name from `aria-label`."""

    def __init__(self, label: str) -> None:
        offered = reverse_lazy("admin:articles_photo_changelist")
        attrs = {"rows": TEXT_ROWS, "cols": 80, "aria-label": label, "data-photos": offered}
        super().__init__(preset="configurable", attrs=attrs)


def body_field(label: str) -> forms.CharField:
    menu = {"groups": [{"group": group} for group in MENU]}
    field: forms.CharField = ProseEditorFormField(
        config={"extensions": {**markup.EXTENSIONS, "Menu": menu}},
        sanitize=markup.clean,
        widget=BodyWidget(label),
        label=label,
        required=False,
    )
    return field


class ColumnForm(forms.ModelForm[Column]):
    """A column with its text and topics. `seen_version` is the version that the writer opened."""

    body = body_field("Text")
    filed_under = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label="Topics", required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label="What changed", required=False, max_length=200, help_text="For the record; readers do not see it."
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    replaces = forms.IntegerField(label="Save mine over it", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Column
        fields: ClassVar = ["headline"]  # the admin names the others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk:
            self._start_from_the_saved()
        for name in ("published_at", "updated_at", "expires_at"):
            if name in self.fields:
                told = self.fields[name].help_text
                self.fields[name].help_text = f"{told} Times are those of {settings.TIME_ZONE}.".strip()

    def _start_from_the_saved(self) -> None:
        column = self.instance
        text = ColumnText.objects.filter(column=column).first()
        self.initial.setdefault("body", text.body if text else "")
        self.initial.setdefault("filed_under", list(column.filings.values_list("topic", flat=True)))
        self.initial.setdefault("seen_version", column.version)

    def clean_slug(self) -> str:
        """Left empty: made of the headline."""
        slug = str(self.cleaned_data.get("slug") or slugify(self.cleaned_data.get("headline", ""))[:SLUG_LENGTH])
        if not slug.strip("-"):
            raise ValidationError(NEEDS_ADDRESS)
        return slug

    def clean_body(self) -> str:
        """A break mark too low is refused here, while everything that was typed still stands in the form."""
        body = str(self.cleaned_data["body"])
        teaser.cut(body)
        return body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._refuse_what_is_older()
        return cleaned

    def _refuse_what_is_older(self) -> None:
        """Two people, one column: the second save would silently undo the first."""
        stored = Column.objects.select_for_update().values_list("version", flat=True).get(pk=self.instance.pk)
        seen, replaces = self.cleaned_data.get("seen_version"), self.cleaned_data.get("replaces")
        if stored not in {seen, replaces}:
            self._offer_to_replace(stored)
            self.add_error(None, ValidationError(self._who_saved(stored), code="conflict"))

    def _offer_to_replace(self, stored: int) -> None:
        self.fields["replaces"].widget = forms.CheckboxInput(attrs={"value": stored}, check_test=lambda value: False)

    def _who_saved(self, stored: int) -> str:
        newer = self.instance.revisions.select_related("saved_by").filter(version=stored).first()
        who = str(newer.saved_by) if newer and newer.saved_by else "Someone else"
        when = f" on {date_format(localtime(newer.saved_at), 'j F Y, H:i')}" if newer else ""
        return (
            f"{who} saved this column{when}, after you had opened it. Nothing of yours was saved yet, and all of it"
            " still stands here. Look at the other version in a second window, then decide."
        )


class PhotoForm(forms.ModelForm[Photo]):
    """A photo with its words. The picture itself is taken in once: another picture is another photo."""

    picture = forms.FileField(help_text="JPEG, PNG or WebP, up to 25 MB.")

    class Meta:
        model = Photo
        fields: ClassVar = ["alt", "caption", "credit", "focal_x", "focal_y"]

    def clean_picture(self) -> bytes:
        """The file's content, once it has been read to its end as a picture that we take."""
        data = photos.read(self.cleaned_data["picture"])
        darkroom.develop(data)
        return data


class PageForm(forms.ModelForm[Page]):
    """A page of the house."""

    body = body_field("Text")

    class Meta:
        model = Page
        fields: ClassVar = ["title", "slug", "description", "body", "in_footer", "position"]
