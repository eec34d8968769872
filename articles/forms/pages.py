"""The form of a static page."""

from typing import ClassVar

from django import forms

from articles.forms.body import body_field
from articles.models import Page


class PageForm(forms.ModelForm[Page]):
    """A static page with the editor for its text."""

    body = body_field("Text")

    class Meta:
        model = Page
        fields: ClassVar = ["title", "slug", "description", "body", "in_footer", "position"]
