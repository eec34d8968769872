"""The right of reply: replies of people or organisations, published below the column about them."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.email_fields import AddressField

LONGEST_TEXT = 6000  # characters


class ReplyQuerySet(models.QuerySet["Reply"]):
    def published(self) -> "ReplyQuerySet":
        return self.filter(state=Reply.State.PUBLISHED).order_by("published_at", "pk")

    def below(self, column_pk: int | None) -> "ReplyQuerySet":
        return self.published().filter(column=column_pk)


class Reply(models.Model):
    """A reply, from its invitation on.

    `sent_text` is never changed; `text` is the version that is published.
    """

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        RECEIVED = "received", "Waits for the desk"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DECLINED = "declined", "Declined"
        CLOSED = "closed", "Invitation taken back"

    class SignedAs(models.TextChoices):
        PERSON = "Person", "A person"
        ORGANISATION = "Organization", "An organisation"

    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="replies")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    name = models.CharField(max_length=120, help_text="As it is printed: “A reply from …”.")
    role = models.CharField(
        max_length=160, blank=True, help_text="As it is printed after the name. May be empty."
    )
    signed_as = models.CharField(
        "signed by", max_length=12, choices=SignedAs.choices, default=SignedAs.PERSON
    )
    email = AddressField("e-mail address", blank=True)
    sent_text = models.TextField("as it was sent", blank=True)
    text = models.TextField("reply", max_length=LONGEST_TEXT, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    open_until = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField("last act")

    objects: ClassVar = ReplyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-touched_at", "-pk"]
        verbose_name_plural = "replies"
        indexes: ClassVar = [
            models.Index(
                fields=["column", "published_at"],
                name="replies_below",
                condition=models.Q(state="published"),
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="printed_reply_requires_published_at",
            )
        ]
        permissions: ClassVar = [
            ("publish_reply", "Can invite, publish, decline and withdraw replies")
        ]

    def __str__(self) -> str:
        return f"Reply from {self.name}"

    def takes_text(self, at: datetime) -> bool:
        return self.state == self.State.INVITED and at < self.open_until


class ReplyAct(models.Model):
    """A record of a reply: who did what and when; `text` is its text after a change."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    what = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what}, reply {self.reply_id}"
