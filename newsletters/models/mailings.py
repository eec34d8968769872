"""What is sent, and one row for each mail of it: a worker that dies loses nothing and sends nothing twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q

from newsletters.models.issues import Issue
from newsletters.models.recipients import Recipient


class Mailing(models.Model):
    """An issue on its way to its readers; or the alert about one column; or a week's digest for those who follow."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its time"
        SENDING = "sending", "Being sent"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"
        SENT = "sent", "Sent"

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, null=True, related_name="mailing")
    column = models.OneToOneField("articles.Column", on_delete=models.CASCADE, null=True, related_name="+")
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
                fields=["due_at"], name="mailing_unfinished", condition=models.Q(state__in=["waiting", "sending"])
            )
        ]

    def __str__(self) -> str:
        if self.issue is not None:
            return str(self.issue)
        return f"Alert: {self.column}" if self.column else f"Digest of {self.week}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(self, at: datetime) -> "DeliveryQuerySet":
        """Those that nobody has set out to send, and that need not wait for a mail server."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=at), state=Delivery.State.WAITING)

    def still_open(self) -> "DeliveryQuerySet":
        """Those of which nobody knows yet what becomes of them."""
        return self.filter(state__in=Delivery.OPEN)

    def numbers(self) -> dict[str, int]:
        """How many there are in each state."""
        counted = self.order_by().values_list("state").annotate(Count("pk"))
        return dict.fromkeys(Delivery.State.values, 0) | dict(counted)

    def left_by(self, states: Iterable[str], *, before: datetime) -> "DeliveryQuerySet":
        """Those in these states since before a moment: whoever took them has died."""
        return self.filter(state__in=list(states), claimed_at__lt=before)


class Delivery(models.Model):
    """One mail to one recipient.

    A worker claims it (claimed), writes it, and marks it just before the mail server is told that the mail is complete
    (sending). What a dead worker had only claimed is sent by the next; of what it had marked nobody can say whether it
    went, and the desk decides (unsure).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "Being written"
        SENDING = "sending", "With the mail server"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused"
        UNSURE = "unsure", "Perhaps sent"
        LEFT = "left", "Left before it went"

    OPEN: ClassVar = (State.WAITING, State.CLAIMED, State.SENDING)

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(Recipient, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    claim = models.CharField(max_length=22, blank=True)
    claimed_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "recipient"], name="unique_mailing_recipient")
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailing", "state", "id"], name="delivery_by_state"),
            models.Index(fields=["claim"], name="delivery_claimed", condition=~models.Q(claim="")),
        ]

    def __str__(self) -> str:
        return f"{self.mailing} to {self.recipient}"

    def move(self, state: str, *, before: str, **fields: object) -> bool:
        """To another state, if it is still in the one before it and still ours; of two workers only one is told yes."""
        same = Delivery.objects.filter(pk=self.pk, state=before, claim=self.claim)
        return same.update(state=state, **fields) == 1

    def wait(self, *, until: datetime, error: str) -> None:
        """The mail server is down or asks for patience."""
        Delivery.objects.filter(pk=self.pk, claim=self.claim).update(
            state=self.State.WAITING, claim="", tries=models.F("tries") + 1, not_before=until, trouble=error[:300]
        )
