"""The form of a photo."""

from typing import ClassVar

from django import forms

from articles import darkroom, photos
from articles.models import Photo


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
