"""The forms of a photo."""

from typing import ClassVar

from django import forms

from articles.models import Photo
from articles.photos import library, renditions

ACCEPTED = "image/jpeg,image/png,image/webp"
MEGABYTES, MEGAPIXELS = renditions.MOST_BYTES // 1024 // 1024, renditions.MOST_PIXELS // 1_000_000
LIMITS = f"JPEG, PNG or WebP, up to {MEGABYTES} MB and {MEGAPIXELS} million pixels."


class WordsForm(forms.ModelForm[Photo]):
    """What is said of a photo."""

    class Meta:
        model = Photo
        fields: ClassVar = ["alt", "caption", "credit"]


class PhotoForm(forms.ModelForm[Photo]):
    """A photo with its words. The picture comes once; another in its place has a page of its own."""

    picture = forms.FileField(help_text=LIMITS, widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))

    class Meta:
        model = Photo
        fields: ClassVar = ["alt", "caption", "credit", "focal_x", "focal_y"]

    def clean_picture(self) -> bytes:
        """The file's content, once it has been read to its end as a picture that we take."""
        data = library.read(self.cleaned_data["picture"])
        self.negative = renditions.develop(data)
        return data


class ReplaceForm(WordsForm):
    """Another picture for a photo, and whether its words still fit."""

    picture = forms.FileField(
        label="The new picture", help_text=LIMITS, widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    )
    field_order = ["picture", "alt", "caption", "credit"]
