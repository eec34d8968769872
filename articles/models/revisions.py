from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Revision(models.Model):
    """A saved version of a column: fields, text, bylines, topics; who saved it, when and why."""

    column = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, related_name="revisions"
    )
    version = models.PositiveIntegerField()
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    why = models.CharField(max_length=200, blank=True)
    form = models.CharField(
        max_length=43, blank=True, editable=False
    )  # id of the form that saved it, if any

    class Meta:
        ordering: ClassVar = ["-version"]
        indexes: ClassVar = [
            models.Index(fields=["form"], name="revision_form", condition=~models.Q(form=""))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "version"], name="unique_revision_version"),
        ]

    def __str__(self) -> str:
        return f"{self.column_id} version {self.version}"
