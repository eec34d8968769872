"""The moderation log and appeals."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from comments.models.commenters import Commenter
from comments.models.comments import Comment

LONGEST_WORDS = 1000


class Why(models.TextChoices):
    """Reasons of the guidelines, for reports and for decisions."""

    INSULT = "insult", "Insults or belittles people"
    THREAT = "threat", "Threatens or calls for violence"
    PRIVATE = "private", "Gives away private details"
    FALSE = "false", "States as fact what is known to be false"
    OFF_SUBJECT = "off-subject", "Has nothing to do with the column"
    ADVERTISING = "advertising", "Advertises, or says the same again and again"
    ILLEGAL = "illegal", "Is against the law"
    OTHER = "other", "Something else"


class ModerationAct(models.Model):
    """A line of the moderation log, written in the transaction of the action and never changed."""

    class Act(models.TextChoices):
        APPROVE = "approve", "Approved"
        HIDE = "hide", "Hidden"
        RESTORE = "restore", "Restored"
        DISMISS = "keep", "Reports dismissed"
        SUSPEND = "suspend", "Author suspended"
        LIFT = "lift", "Suspension lifted"
        GRANT = "grant", "Appeal granted"
        REFUSE = "refuse", "Appeal refused"
        ANSWER = "answer", "Notice of illegal content answered"

    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    commenter = models.ForeignKey(
        Commenter, on_delete=models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="moderation_acts",
    )
    act = models.CharField(max_length=10, choices=Act)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="Waiting since.")
    done_at = models.DateTimeField("date")

    class Meta:
        ordering: ClassVar = ["-done_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["done_at"], name="moderation_done")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.done_at:%Y-%m-%d %H:%M}"


class Appeal(models.Model):
    """The only appeal against a hiding.

    Another moderator decides it, which a constraint enforces.
    """

    hiding = models.OneToOneField(ModerationAct, on_delete=models.CASCADE, related_name="appeal")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="appeals")
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    words = models.TextField(max_length=LONGEST_WORDS)
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("hidden_by")), name="appeal_decided_by_other_moderator"
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal of {self.made_at:%Y-%m-%d}"
