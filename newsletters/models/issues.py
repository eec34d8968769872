"""Issues of newsletters."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from newsletters.models.lists import Newsletter


class Issue(models.Model):
    """An issue as the desk composes it: the editor's text and columns.

    Its mailing has the status of sending.
    """

    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="issues")
    subject = models.CharField(max_length=150, help_text="The line that readers see first.")
    words = models.TextField(blank=True, help_text="The editor’s own words, above the columns.")
    columns = models.ManyToManyField(
        "articles.Column", through="newsletters.IssueColumn", related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("send_issue", "Can send issues to their readers")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("newsletters:issue", args=[self.newsletter.slug, self.pk])


class IssueColumn(models.Model):
    """A column in an issue, with the editor's line above it."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="issue_columns")
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    line = models.CharField("a line before it", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "column"], name="unique_issue_column")
        ]

    def __str__(self) -> str:
        return str(self.column)
