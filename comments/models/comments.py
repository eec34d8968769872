"""Comments and replies to them."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from comments.models.commenters import Commenter

if TYPE_CHECKING:
    from comments.models.moderation import ModerationAct

LONGEST_TEXT = 4000
EDITABLE_FOR = timedelta(minutes=10)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.VISIBLE)

    def tops(self) -> "CommentQuerySet":
        """Return comments that begin a conversation.

        They are visible, or still have visible replies.
        """
        replies = Comment.objects.visible().filter(parent=OuterRef("pk"))
        return self.filter(Q(state=Comment.State.VISIBLE) | Exists(replies), parent=None)

    def for_reading(self) -> "CommentQuerySet":
        return self.select_related("commenter")

    def with_number_of_replies(self) -> "CommentQuerySet":
        return self.annotate(
            number_of_replies=Count("replies", filter=Q(replies__state=Comment.State.VISIBLE))
        )


class Comment(models.Model):
    """A comment, or a reply to one. There is one level of replies."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a moderator"
        VISIBLE = "shown", "Shown"
        HIDDEN = "hidden", "Hidden"
        DELETED = "deleted", "Deleted by its author"

    class Role(models.TextChoices):
        READER = "reader", "Reader"
        COLUMNIST = "columnist", "Columnist"
        DESK = "desk", "The desk"

    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    commenter = models.ForeignKey(
        Commenter, on_delete=models.SET_NULL, null=True, related_name="comments"
    )
    # For rate limits by mailbox, also of closed accounts; account.retention removes it later.
    reader_number = models.PositiveBigIntegerField(null=True, editable=False)
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    # hash of column, parent and words; "" if deleted
    digest = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State)
    held_for = models.CharField("reason held", max_length=120, blank=True)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    waits_since = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    visible_replies: "list[Comment]"  # set by threads.pages
    read_version: str | None = None  # the version that a moderator has read, from the form

    class Meta:
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("moderate_comment", "Can approve, hide and restore comments")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commenter", "digest"],
                condition=~Q(digest=""),
                name="unique_comment_submission",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["column", "-id"], condition=Q(parent=None), name="comment_thread"),
            models.Index(fields=["commenter", "-posted_at"], name="comment_of_reader"),
            models.Index(fields=["reader_number", "-posted_at"], name="comment_of_mailbox"),
            models.Index(
                fields=["waits_since"], condition=Q(state="waiting"), name="comment_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("comments:comment", args=[self.pk]) + f"#{self.anchor}"

    @property
    def name(self) -> str:
        return self.commenter.name if self.commenter else "A former reader"

    @property
    def version(self) -> str:
        """Return a hash of the exact text.

        Unlike `digest` it changes with letter case, which matters in links.
        """
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def is_visible(self) -> bool:
        return self.state == self.State.VISIBLE

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_hidden(self) -> bool:
        return self.state == self.State.HIDDEN

    @property
    def is_deleted(self) -> bool:
        return self.state == self.State.DELETED

    @property
    def is_by_reader(self) -> bool:
        return self.role == self.Role.READER

    @property
    def label(self) -> str:
        """Return a title for screen readers, without the author of a comment that is not shown."""
        return f"Comment by {self.name}" if self.is_visible else "A comment that is not shown"

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    def is_by(self, user: User | None) -> bool:
        return user is not None and self.commenter is not None and self.commenter.user_id == user.pk

    def editable_until(self) -> datetime:
        return self.posted_at + EDITABLE_FOR

    def may_be_edited(self, user: User | None, at: datetime) -> bool:
        is_editable = self.is_waiting or self.is_visible
        return self.is_by(user) and is_editable and at < self.editable_until()

    def hiding(self) -> "ModerationAct | None":
        if not self.is_hidden:
            return None
        return self.acts.filter(act="hide").order_by("-pk").first()
