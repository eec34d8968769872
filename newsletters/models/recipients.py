"""Recipients of newsletters, and suppressed addresses."""

from typing import ClassVar

from django.db import models

from accounts.email_fields import AddressField


class Recipient(models.Model):
    """A confirmed address: its owner followed a link in an e-mail, or verified it for an account.

    No row exists before the confirmation. The paywall decides by the account with the same verified
    address, if there is one.
    """

    address = AddressField(unique=True, help_text="In small letters.")
    confirmed_at = models.DateTimeField("confirmed")

    class Meta:
        ordering: ClassVar = ["address"]

    def __str__(self) -> str:
        return self.address


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def liftable(self) -> "SuppressionQuerySet":
        """Return suppressions that the address's owner may lift; only the desk may lift its own."""
        return self.exclude(reason=Suppression.Reason.DESK)


class Suppression(models.Model):
    """An address that gets no mailings, even if somebody signs it up again."""

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
        verbose_name = "suppressed address"
        verbose_name_plural = "suppressed addresses"

    def __str__(self) -> str:
        return self.address

    @property
    def is_liftable(self) -> bool:
        return self.reason != self.Reason.DESK
