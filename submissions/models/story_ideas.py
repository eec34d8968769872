"""Story ideas: confidential messages to the desk.

No IP address is stored, and submissions.retention deletes them.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator

from accounts.email_fields import AddressField
from submissions.storage import idea_file_path, originals

OPENING = 90  # characters of an idea in lists
SHORT = 40  # and of a name


class StoryIdea(models.Model):
    """An idea in the desk's inbox. The sender may leave name and address empty."""

    class State(models.TextChoices):
        NEW = "new", "New"
        IN_WORK = "in-work", "In work"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"
        SPAM = "spam", "Spam"

    form = models.CharField(
        max_length=40, unique=True, editable=False, help_text="The page it was typed into, once."
    )
    text = models.TextField("idea")
    name = models.CharField(max_length=120, blank=True)
    email = AddressField("e-mail address", blank=True)
    column = models.ForeignKey(
        "articles.Column",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="about",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("sent", db_index=True)
    touched_at = models.DateTimeField(
        "last act", help_text="What the time until it is forgotten runs from."
    )

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "touched_at"], name="idea_retention")]

    def __str__(self) -> str:
        # The admin's log stores this and outlives the idea, so it must not contain sender or text.
        return f"Story idea {self.pk} of {format_date(timezone.localtime(self.sent_at), 'j F Y')}"

    @property
    def opening(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(OPENING)

    @property
    def sender(self) -> str:
        return Truncator(self.name or self.email or "Nobody named").chars(SHORT)


class IdeaFile(models.Model):
    """A file sent with an idea. Only the desk can open it, after the worker has validated it."""

    idea = models.ForeignKey(StoryIdea, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(storage=originals, upload_to=idea_file_path)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    is_ready = models.BooleanField(
        default=True, help_text="Read to its end. The desk opens no other file."
    )
    error = models.CharField(
        max_length=300, blank=True, help_text="Why it could not be read, in a sentence."
    )

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"File {self.pk}"

    def delete_bytes(self) -> None:
        self.file.storage.delete(str(self.file.name))


class IdeaAct(models.Model):
    """A record of an idea: who did what and when. Answers are stored as they were sent."""

    class What(models.TextChoices):
        HANDLED = "handled", "Handled"
        ANSWERED = "answered", "Answered by e-mail"
        OPENED = "opened", "Opened a file"

    idea = models.ForeignKey(StoryIdea, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    what = models.CharField(max_length=10, choices=What.choices)
    description = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True, help_text="A note, or the answer.")
    is_emailed = models.BooleanField(null=True, help_text="Whether the answer went out.")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, idea {self.idea_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.description = self.description[:300]
        super().save(*args, **kwargs)
