from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models


class PreviewLink(models.Model):
    """A link that shows one unpublished column to somebody without an account, as a fact checker.

    Only a digest of its secret is stored, so that nobody can open it with data from the database.
    """

    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField("for whom", max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="preview_link_expires_after_created",
            ),
        ]

    def __str__(self) -> str:
        return f"Preview of column {self.column_id} for {self.note}"

    def works(self, at: datetime) -> bool:
        """Return whether it is valid: before its end, and while its author works at the desk."""
        maker = self.made_by
        is_at_desk = maker is not None and maker.is_active and maker.is_staff
        return is_at_desk and self.revoked_at is None and at < self.expires_at
