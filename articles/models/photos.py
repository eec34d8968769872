from typing import ClassVar, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from articles.storage import original_path, originals

LIGHTER = ("avif", "webp")  # formats beside JPEG, lightest first


class Rendition(TypedDict):
    """One file made from a photo: its crop, format, size in pixels and path below the public folder."""

    crop: str
    format: str
    width: int
    height: int
    path: str


class Photo(models.Model):
    """A picture with what must be said of it. The original stays private; pages show its renditions."""

    original = models.FileField(storage=originals, upload_to=original_path)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField("text instead of the picture", max_length=300, blank=True)
    caption = models.CharField(max_length=500, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    focal_x = models.FloatField(
        "focal point, from the left",
        default=0.5,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="0 is the left edge, 1 the right.",
    )
    focal_y = models.FloatField(
        "focal point, from the top",
        default=0.5,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="0 is the upper edge, 1 the lower.",
    )
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    renditions = models.JSONField(default=list, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.alt or self.caption or f"Photo {self.pk}"

    def files(self, crop: str, file_format: str) -> list[Rendition]:
        """The renditions of one crop and format, narrowest first."""
        made: list[Rendition] = self.renditions
        fitting = [each for each in made if (each["crop"], each["format"]) == (crop, file_format)]
        return sorted(fitting, key=lambda each: each["width"])

    def fitting(self, crop: str, *, width: int) -> Rendition | None:
        """The narrowest JPEG at least `width` pixels wide, else the widest; None where none was made."""
        files = self.files(crop, "jpeg")
        return next((each for each in files if each["width"] >= width), files[-1] if files else None)

    def url(self, crop: str, *, width: int) -> str:
        """The address of the fitting rendition."""
        chosen = self.fitting(crop, width=width)
        return f"{settings.MEDIA_URL}{chosen['path']}" if chosen else ""

    def srcset(self, crop: str, file_format: str) -> str:
        """The renditions of one crop and format, as <source> and <img> name them."""
        files = self.files(crop, file_format)
        return ", ".join(f"{settings.MEDIA_URL}{each['path']} {each['width']}w" for each in files)
