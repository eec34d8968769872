from typing import ClassVar

from django.db import models

from articles.models.names import SLUG_LENGTH


class OldSlug(models.Model):
    """A former slug of a column, which redirects permanently to it."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    column = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, related_name="old_slugs"
    )

    def __str__(self) -> str:
        return self.slug


class OldName(models.Model):
    """A former slug of a columnist, topic or series; redirects until another one takes the slug."""

    class Kind(models.TextChoices):
        COLUMNIST = "columnist", "Columnist"
        TOPIC = "topic", "Topic"
        SERIES = "series", "Series"

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=SLUG_LENGTH)
    name_pk = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "slug"], name="unique_redirect_slug")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
