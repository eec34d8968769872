from typing import ClassVar

from django.conf import settings
from django.db import models


class Autosave(models.Model):
    """An autosave: the unsaved content of a column's form, deleted when the form is saved.

    `form` is a random id of the open form, because a new column has no primary key and a user may
    write two of them. `form_data` maps the form's field names to lists of values.
    """

    form = models.CharField(max_length=43, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="autosaves"
    )
    column = models.ForeignKey(
        "articles.Column",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="autosaves",
    )
    seen_version = models.PositiveIntegerField(default=0)
    form_data = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["user", "column"], name="autosave_of_column")]

    def __str__(self) -> str:
        return f"Autosave of {self.column or 'a new column'} by {self.user}"


class OpenForm(models.Model):
    """A user who has a column's form open; the browser updates `seen_at` regularly."""

    column = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, related_name="open_forms"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "user"], name="unique_autosave_form"),
        ]

    def __str__(self) -> str:
        return f"{self.user} has {self.column} open"
