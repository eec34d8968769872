from typing import ClassVar

from django.db import models


class SearchEntry(models.Model):
    """The row id of a column in the two search indexes, whose tables are not Django models.

    Ids rise with the publication date, so that reading an index backwards gives the newest columns
    first.
    """

    column = models.OneToOneField(
        "articles.Column", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    position = models.BigIntegerField(unique=True)
    body_is_open = models.BooleanField(
        help_text="Everyone's index holds the whole body, because the column was free."
    )

    class Meta:
        verbose_name_plural = "search entries"
        ordering: ClassVar = ["-position"]

    def __str__(self) -> str:
        return f"Column {self.column_id} at {self.position}"
