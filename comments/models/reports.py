"""Complaints about comments: readers' reports, and notices of illegal content without account."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.email_fields import AddressField
from comments.models.comments import Comment
from comments.models.moderation import LONGEST_WORDS, Why


class Report(models.Model):
    """A reader's report that a comment breaks the guidelines."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="comment_reports",
    )
    why = models.CharField(max_length=12, choices=Why)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    made_at = models.DateTimeField("date")
    resolved_at = models.DateTimeField("resolved", null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "by"], name="unique_comment_reporter"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["made_at"], condition=models.Q(resolved_at=None), name="report_open"
            ),
        ]

    def __str__(self) -> str:
        return self.get_why_display()


class LegalNotice(models.Model):
    """A notice that a comment is illegal, with the place and the reason."""

    address = models.CharField(
        max_length=500, help_text="Where the comment stands, as it was given."
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="legal_notices"
    )
    words = models.TextField(max_length=4000)
    name = models.CharField(max_length=120, blank=True)
    email = AddressField(blank=True)
    made_at = models.DateTimeField("date")
    answered_at = models.DateTimeField("resolved", null=True, blank=True)
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        verbose_name = "notice of illegal content"
        verbose_name_plural = "notices of illegal content"
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"Notice of {self.made_at:%Y-%m-%d}"
