"""Mailings, and a delivery for each recipient.

So a worker that dies neither loses an e-mail nor repeats one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q

from newsletters.models.issues import Issue
from newsletters.models.recipients import Recipient


class Mailing(models.Model):
    """One sending: of an issue, of the alert about a column, or of a weekly digest."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its time"
        SENDING = "sending", "Being sent"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"
        SENT = "sent", "Sent"

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, null=True, related_name="mailing")
    column = models.OneToOneField(
        "articles.Column", on_delete=models.CASCADE, null=True, related_name="+"
    )
    week = models.DateField(null=True, unique=True, help_text="The day of a digest.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField("goes out")
    started_at = models.DateTimeField(null=True)
    addressed_at = models.DateTimeField(null=True, help_text="When every recipient had a row.")
    worked_at = models.DateTimeField(null=True, help_text="When a worker last took a batch.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-due_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(issue__isnull=False, column=None, week=None)
                | models.Q(issue=None, column__isnull=False, week=None)
                | models.Q(issue=None, column=None, week__isnull=False),
                name="mailing_exactly_one_kind",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="mailing_unfinished",
                condition=models.Q(state__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        if self.issue is not None:
            return str(self.issue)
        return f"Alert: {self.column}" if self.column else f"Digest of {self.week}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(self, at: datetime) -> "DeliveryQuerySet":
        """Return deliveries that no worker has claimed and that need not wait for the server."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=at), state=Delivery.State.WAITING)

    def still_open(self) -> "DeliveryQuerySet":
        return self.filter(state__in=Delivery.OPEN)

    def numbers(self) -> dict[str, int]:
        counted = self.order_by().values_list("state").annotate(Count("pk"))
        return dict.fromkeys(Delivery.State.values, 0) | dict(counted)

    def left_by(self, states: Iterable[str], *, before: datetime) -> "DeliveryQuerySet":
        """Return deliveries claimed before a moment and still in these states.

        Their worker has died.
        """
        return self.filter(state__in=list(states), claimed_at__lt=before)


class Delivery(models.Model):
    """One e-mail to one recipient.

    A worker claims it (claimed) and renders it. Just before it completes the message at the mail
    server, it changes the state to sending. If it dies while claimed, another worker sends the
    e-mail. If it dies while sending, nobody knows whether the e-mail was sent, and the desk decides
    (unsure).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "Being written"
        SENDING = "sending", "With the mail server"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused"
        UNSURE = "unsure", "Unclear if sent"
        LEFT = "left", "Unsubscribed before sending"

    OPEN: ClassVar = (State.WAITING, State.CLAIMED, State.SENDING)

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(
        Recipient, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    claim = models.CharField(max_length=22, blank=True)
    claimed_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailing", "recipient"], name="unique_mailing_recipient"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailing", "state", "id"], name="delivery_by_state"),
            models.Index(fields=["claim"], name="delivery_claimed", condition=~models.Q(claim="")),
        ]

    def __str__(self) -> str:
        return f"{self.mailing} to {self.recipient}"

    def move(self, state: str, *, before: str, **fields: object) -> bool:
        """Change the state if it is still `before` and the claim is still ours.

        Only one of two workers gets True.
        """
        same = Delivery.objects.filter(pk=self.pk, state=before, claim=self.claim)
        return same.update(state=state, **fields) == 1

    def wait(self, *, until: datetime, error: str) -> None:
        """Try again later, because the mail server is down or asks to wait."""
        Delivery.objects.filter(pk=self.pk, claim=self.claim).update(
            state=self.State.WAITING,
            claim="",
            tries=models.F("tries") + 1,
            not_before=until,
            error=error[:300],
        )
