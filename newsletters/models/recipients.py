"""Who gets mail, and who must get none."""

from typing import ClassVar

from django.db import models

from accounts.email_fields import AddressField


class Recipient(models.Model):
    """A mail address whose owner has said yes, in a mail or by an account that has proved it.

    There is no row before that yes. What it may read is asked of whichever account has proved the same address.
    """

    address = AddressField(unique=True, help_text="In small letters.")
    confirmed_at = models.DateTimeField("confirmed")

    class Meta:
        ordering: ClassVar = ["address"]

    def __str__(self) -> str:
        return self.address


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def liftable(self) -> "SuppressionQuerySet":
        """Select suppressions that the address's owner may lift; those of the desk only the desk may lift."""
        return self.exclude(reason=Suppression.Reason.DESK)


class Suppression(models.Model):
    """An address to which no mailing goes any more, whoever signs it up."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", "E-mail to it bounces"
        COMPLAINT = "complaint", "Marked as spam by its owner"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed through the mail provider"
        DESK = "desk", "Added at the desk"

    address = AddressField(unique=True)
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.DESK)
    note = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        verbose_name = "address without mail"
        verbose_name_plural = "addresses without mail"

    def __str__(self) -> str:
        return self.address

    @property
    def is_liftable(self) -> bool:
        return self.reason != self.Reason.DESK
