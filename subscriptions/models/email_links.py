from typing import ClassVar

from django.conf import settings
from django.db import models

from subscriptions.models.gift_links import DEVICE_LENGTH


class EmailLink(models.Model):
    """A link in our e-mail that opens one column to the recipient.

    The row is created when it is first used.

    With a `user` it works as long as that account is entitled. Without one it always works, for
    lists whose readers may all read.
    """

    holder = models.CharField(
        max_length=40, help_text="Whom it was mailed to, in the words of who mailed it."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    devices_allowed = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "link in an e-mail"
        verbose_name_plural = "links in e-mails"
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder", "column", "expires_at"], name="unique_email_link"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="email_link_expires_after_created",
            ),
        ]

    def __str__(self) -> str:
        return f"E-mail link {self.pk} of {self.holder}"


class EmailLinkDevice(models.Model):
    """A browser that opened a link, identified by a random id; it takes a slot of the link."""

    link = models.ForeignKey(EmailLink, on_delete=models.CASCADE, related_name="devices")
    slot = models.PositiveSmallIntegerField()
    device = models.CharField(max_length=DEVICE_LENGTH)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = "browser of a link in an e-mail"
        verbose_name_plural = "browsers of links in e-mails"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "slot"], name="unique_email_link_device_slot"),
            models.UniqueConstraint(fields=["link", "device"], name="unique_email_link_device"),
        ]

    def __str__(self) -> str:
        return f"Device {self.slot} of e-mail link {self.link_id}"
