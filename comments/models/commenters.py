"""Commenters (the public side of readers) and their suspensions."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateformat import format as format_date

from accounts.models import User

LONGEST_NAME = 40
LONGEST_REASON = 500


class CommenterQuerySet(models.QuerySet["Commenter"]):
    def of_mailbox(self, user: User) -> "CommenterQuerySet":
        return self.filter(Q(user=user.pk) | Q(user__mailbox_number=user.reader_number))


class Commenter(models.Model):
    """A reader's display name and e-mail settings for comments. Deleted with the account."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="commenter"
    )
    name = models.CharField(max_length=LONGEST_NAME)
    name_key = models.CharField(
        max_length=160, unique=True, editable=False
    )  # the name in its lookalike form (threads/display_names.py)
    always_waits = models.BooleanField(
        "pre-moderate all comments",
        default=False,
        help_text="Whatever the policy says, a moderator reads each one first.",
    )
    wants_replies = models.BooleanField("a mail for each reply to my comments", default=True)
    wants_decisions = models.BooleanField(
        "a mail when my comment is approved, hidden or restored", default=True
    )
    wants_own_columns = models.BooleanField(
        "a mail when readers comment on my columns", default=True
    )
    made_at = models.DateTimeField("since")

    objects = CommenterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def suspension_at(self, at: datetime) -> "Suspension | None":
        return Suspension.objects.of_reader(self.user).in_force(at).order_by("-ends_at").first()

    @staticmethod
    def of(user: User) -> "Commenter | None":
        return Commenter.objects.filter(user=user).first()


class PremoderatedMailbox(models.Model):
    """The mailbox of a closed account that was pre-moderated, so that its next account is, too."""

    reader_number = models.PositiveBigIntegerField(unique=True)
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "pre-moderated mailboxes"

    def __str__(self) -> str:
        return f"Mailbox {self.reader_number}"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self, at: datetime) -> "SuspensionQuerySet":
        return self.filter(starts_at__lte=at, ends_at__gt=at, lifted_at=None)

    def of_reader(self, user: User) -> "SuspensionQuerySet":
        """Return suspensions of all accounts of the user's mailbox, closed ones included."""
        return self.filter(reader_number=user.reader_number)


class Suspension(models.Model):
    """A period in which a reader may not comment.

    It always has an end, and applies to new accounts until then.
    """

    commenter = models.ForeignKey(
        Commenter, on_delete=models.SET_NULL, null=True, related_name="suspensions"
    )
    reader_number = models.PositiveBigIntegerField(editable=False, db_index=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=LONGEST_REASON)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="suspension_requires_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commenter}, until {self.ends_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.commenter is not None:
            self.reader_number = self.commenter.user.reader_number
        super().save(*args, **kwargs)

    @property
    def sentence(self) -> str:
        end = format_date(timezone.localtime(self.ends_at), "j F Y, H:i")
        return f"You cannot comment until {end}. The reason: {self.why}"
