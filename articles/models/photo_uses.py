"""Photos used in texts, and the former URLs of their files."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class PhotoUse(models.Model):
    """A photo in the text of a column or page, updated with each save.

    Searching all texts would be slow.
    """

    photo = models.ForeignKey("articles.Photo", on_delete=models.PROTECT, related_name="uses")
    column = models.ForeignKey(
        "articles.Column",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="photo_uses",
    )
    page = models.ForeignKey(
        "articles.Page",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="photo_uses",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(column__isnull=False, page__isnull=True)
                | Q(column__isnull=True, page__isnull=False),
                name="photo_use_exactly_one_text",
            ),
            models.UniqueConstraint(fields=["photo", "column"], name="unique_photo_use_column"),
            models.UniqueConstraint(fields=["photo", "page"], name="unique_photo_use_page"),
        ]

    def __str__(self) -> str:
        return f"Photo {self.photo_id} in {self.column_id or self.page_id}"


class RenditionRedirect(models.Model):
    """The path of a deleted rendition: cached pages and feeds are redirected to the new one."""

    photo = models.ForeignKey(
        "articles.Photo", on_delete=models.CASCADE, related_name="rendition_redirects"
    )
    path = models.CharField(max_length=100, unique=True)
    crop = models.CharField(max_length=20)
    width = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.path
