from collections.abc import Iterable
from typing import ClassVar, TypedDict

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from articles.storage import original_path, originals

LIGHTER = ("avif", "webp")  # formats beside JPEG, lightest first


class Rendition(TypedDict):
    """One file made from a photo: its crop, format, size in pixels and path below the public folder."""

    crop: str
    format: str
    width: int
    height: int
    path: str


class PhotoQuerySet(models.QuerySet["Photo"]):
    def about(self, words: Iterable[str]) -> "PhotoQuerySet":
        """Photos of which all the words are said somewhere."""
        return self.filter(*[_text_contains(word) for word in words])

    def lacking_words(self) -> "PhotoQuerySet":
        """Those that no column may be published with."""
        return self.filter(Q(alt="") | Q(credit=""))

    def nowhere_used(self) -> "PhotoQuerySet":
        return self.filter(columns__isnull=True, portrait_of__isnull=True, places__isnull=True)


def _text_contains(word: str) -> Q:
    return (
        Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word) | Q(file_name__icontains=word)
    )


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
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.alt or self.caption or self.file_name or f"Photo {self.pk}"

    @property
    def missing(self) -> list[str]:
        """What must be said of it before a column with it is published, and is not said yet."""
        requested = {"text instead of the picture": self.alt, "credit": self.credit}
        return [name for name, message in requested.items() if not message.strip()]

    def files(self, crop: str, file_format: str) -> list[Rendition]:
        """The renditions of one crop and format, narrowest first."""
        made: list[Rendition] = self.renditions
        fitting = [each for each in made if (each["crop"], each["format"]) == (crop, file_format)]
        return sorted(fitting, key=lambda each: each["width"])

    def fitting(self, crop: str, *, width: int, file_format: str = "jpeg") -> Rendition | None:
        """The narrowest file at least `width` pixels wide, else the widest; None where none was made.

        A JPEG, unless another format is asked for and there.
        """
        files = self.files(crop, file_format) or self.files(crop, "jpeg")
        return next((each for each in files if each["width"] >= width), files[-1] if files else None)

    def url(self, crop: str, *, width: int, file_format: str = "jpeg") -> str:
        """The address of the fitting rendition."""
        chosen = self.fitting(crop, width=width, file_format=file_format)
        return f"{settings.MEDIA_URL}{chosen['path']}" if chosen else ""

    def srcset(self, crop: str, file_format: str) -> str:
        """The renditions of one crop and format, as <source> and <img> name them."""
        files = self.files(crop, file_format)
        return ", ".join(f"{settings.MEDIA_URL}{each['path']} {each['width']}w" for each in files)
