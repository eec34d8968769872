from collections.abc import Iterable
from typing import ClassVar, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from articles.storage import original_path, originals

SMALLER_FORMATS = ("avif", "webp")  # formats besides JPEG, smallest files first


class Rendition(TypedDict):
    """One file made from a photo: crop, format, size in pixels, path below the public folder."""

    crop: str
    format: str
    width: int
    height: int
    path: str


class PhotoQuerySet(models.QuerySet["Photo"]):
    def matching(self, words: Iterable[str]) -> "PhotoQuerySet":
        photos = self
        for word in words:
            photos = photos.filter(
                Q(alt__icontains=word)
                | Q(caption__icontains=word)
                | Q(credit__icontains=word)
                | Q(file_name__icontains=word)
            )
        return photos

    def missing_texts(self) -> "PhotoQuerySet":
        """Return photos without alternative text or credit: they block publication."""
        return self.filter(Q(alt="") | Q(credit=""))

    def unused(self) -> "PhotoQuerySet":
        return self.filter(columns__isnull=True, portrait_of__isnull=True, uses__isnull=True)


class Photo(models.Model):
    """A picture with alternative text, caption and credit.

    The original is private; pages show renditions.
    """

    original = models.FileField(storage=originals, upload_to=original_path)
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField("alternative text", max_length=300, blank=True)
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
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.alt or self.caption or self.file_name or f"Photo {self.pk}"

    @property
    def missing(self) -> list[str]:
        """Return the labels of the empty fields that block publication."""
        requested = {"alternative text": self.alt, "credit": self.credit}
        return [name for name, message in requested.items() if not message.strip()]

    def files(self, crop: str, file_format: str) -> list[Rendition]:
        """Return the renditions of one crop and format, narrowest first."""
        made: list[Rendition] = self.renditions
        fitting = [each for each in made if (each["crop"], each["format"]) == (crop, file_format)]
        return sorted(fitting, key=lambda each: each["width"])

    def fitting(self, crop: str, *, width: int, file_format: str = "jpeg") -> Rendition | None:
        """Return the narrowest rendition of at least `width` pixels, else the widest, or None.

        It is a JPEG if the format does not exist.
        """
        files = self.files(crop, file_format) or self.files(crop, "jpeg")
        return next(
            (each for each in files if each["width"] >= width), files[-1] if files else None
        )

    def url(self, crop: str, *, width: int, file_format: str = "jpeg") -> str:
        chosen = self.fitting(crop, width=width, file_format=file_format)
        return f"{settings.MEDIA_URL}{chosen['path']}" if chosen else ""

    def srcset(self, crop: str, file_format: str) -> str:
        files = self.files(crop, file_format)
        return ", ".join(f"{settings.MEDIA_URL}{each['path']} {each['width']}w" for each in files)
