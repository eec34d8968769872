from typing import ClassVar

from django.db import models


class Correction(models.Model):
    """A dated note, shown to readers, about an error in a published column."""

    column = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, related_name="corrections"
    )
    at = models.DateTimeField("when")
    text = models.TextField(max_length=1000)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
