"""The log of what the desk did."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from subscriptions.models.subscriptions import Subscription


class DeskLogEntry(models.Model):
    """A log entry: what the desk changed about a reader's access or money, and why."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="desk_log_entries",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, related_name="desk_log_entries"
    )
    act = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = "entry of the desk’s log"
        verbose_name_plural = "entries of the desk’s log"
        ordering: ClassVar = ["-done_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act}: {self.why}"
