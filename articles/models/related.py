from typing import ClassVar

from django.db import models


class RelatedColumn(models.Model):
    """A related column chosen by an editor, listed before those that are found automatically."""

    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, related_name="+", verbose_name="column"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = "related column"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "other"], name="unique_related_column"),
            models.CheckConstraint(
                condition=~models.Q(column=models.F("other")), name="related_column_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} under {self.column_id}"


class LinkCheck(models.Model):
    """The result of the last check of a link in a text."""

    digest = models.CharField(max_length=64, unique=True)
    address = models.TextField()
    error = models.CharField(max_length=200, blank=True, help_text="Empty: it answered.")
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
