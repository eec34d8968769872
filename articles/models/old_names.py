from typing import ClassVar

from django.db import models

from articles.models.names import SLUG_LENGTH


class OldName(models.Model):
    """An address that a columnist, a topic or a series once had; it redirects for ever, unless another takes it."""

    class Kind(models.TextChoices):
        COLUMNIST = "columnist", "Columnist"
        TOPIC = "topic", "Topic"
        SERIES = "series", "Series"

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=SLUG_LENGTH)
    name_pk = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "slug"], name="an_old_name_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
