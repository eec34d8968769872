"""Forms for photos."""

from typing import Any, ClassVar

from django import forms

from accounts.text.validators import refuse_direction_overrides
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:  # as the desk's own forms do
            self.fields[name].validators.append(refuse_direction_overrides)


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
        self.source_image = renditions.load(data)  # stored, because decoding takes seconds
        return data


class ReplaceForm(WordsForm):
    """Another picture for a photo, with its texts to be checked."""

    picture = forms.FileField(
        label="The new picture",
        help_text=LIMITS,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    field_order = ["picture", "alt", "caption", "credit"]
