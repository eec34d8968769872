"""The outbox of e-mails that are sent once, and the log of what the desk did."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from subscriptions.models.subscriptions import Subscription


class OutboxEmail(models.Model):
    """An e-mail of the outbox about money or access.

    `name` and `key` identify the event, so that it is sent once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outbox_emails",
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, null=True, blank=True, related_name="outbox_emails"
    )
    name = models.CharField(max_length=60, help_text="The name of the e-mail.")
    key = models.CharField(max_length=160, help_text="The event: one e-mail for each.")
    subject = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(help_text="When a process began to send it.")
    until = models.DateTimeField(null=True, help_text="After this time it is too late to send it.")
    # The rendered e-mail, so that a retry sends the same text; deleted after sending.
    unsent = models.JSONField(
        default=dict, blank=True, help_text="The rendered e-mail, until it is sent."
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "e-mail in the outbox"
        verbose_name_plural = "e-mails in the outbox"
        ordering: ClassVar = ["-claimed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "key"], name="unique_outbox_email")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["claimed_at"], condition=models.Q(sent_at=None), name="outbox_email_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


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
