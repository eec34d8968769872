from typing import ClassVar

from django.conf import settings
from django.db import models


class ColumnActivity(models.Model):
    """A workflow move or a note in a column's activity log at the desk; never shown to readers."""

    column = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, related_name="activities"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    move = models.CharField(max_length=20, blank=True, help_text="Empty: a note only.")
    before = models.CharField("state before", max_length=12, blank=True)
    after = models.CharField("state after", max_length=12, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = "entry of a column’s log"
        verbose_name_plural = "entries of columns’ logs"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["column", "-at"], name="activity_of_column")]

    def __str__(self) -> str:
        return f"{self.move or 'note'} on {self.column_id}"
