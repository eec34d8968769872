"""Forms for photos."""

from typing import ClassVar

from django import forms

from articles.models import Photo
from articles.photos import library, renditions

ACCEPTED = "image/jpeg,image/png,image/webp"
MEGABYTES, MEGAPIXELS = renditions.MOST_BYTES // 1024 // 1024, renditions.MOST_PIXELS // 1_000_000
LIMITS = f"JPEG, PNG or WebP, up to {MEGABYTES} MB and {MEGAPIXELS} million pixels."


class WordsForm(forms.ModelForm[Photo]):
    """The texts of a photo."""

    class Meta:
        model = Photo
        fields: ClassVar = ["alt", "caption", "credit"]


class PhotoForm(forms.ModelForm[Photo]):
    """A photo with its texts. The picture is required once; ReplaceForm replaces it."""

    picture = forms.FileField(
        help_text=LIMITS, widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    )

    class Meta:
        model = Photo
        fields: ClassVar = ["alt", "caption", "credit", "focal_x", "focal_y"]

    def clean_picture(self) -> bytes:
        data = library.read(self.cleaned_data["picture"])
        self.negative = renditions.develop(data)  # kept, because decoding takes seconds
        return data


class ReplaceForm(WordsForm):
    """Another picture for a photo, with its texts to be checked."""

    picture = forms.FileField(
        label="The new picture",
        help_text=LIMITS,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    field_order = ["picture", "alt", "caption", "credit"]
