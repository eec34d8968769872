from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

DEVICE_LENGTH = 43  # up to 32 bytes in URL-safe base64


# The condition of working(at) and works(at) in raw SQL, on alias l; parameter: at. Links in e-mails
# have the same columns.
WORKING_SQL = "l.revoked_at IS NULL AND l.expires_at > %s"


class GiftLinkQuerySet(models.QuerySet["GiftLink"]):
    def working(self, at: datetime) -> "GiftLinkQuerySet":
        """Select links that are neither expired nor revoked; they may still be full."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def with_room(self) -> "GiftLinkQuerySet":
        """Select links that at least one more browser can open."""
        return self.annotate(taken=models.Count("devices")).filter(
            taken__lt=models.F("devices_allowed")
        )


class GiftLink(models.Model):
    """A subscriber's link that opens one column to friends.

    It takes a numbered slot of a monthly quota.
    """

    # NULL after the account is closed: the row still counts for the mailbox's quota.
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="gift_links"
    )
    quota = models.CharField(
        max_length=60
    )  # of a mailbox or of a group's seat, see links.gift.quota_of
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    period = models.DateField()
    slot = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    devices_allowed = models.PositiveSmallIntegerField()

    objects = GiftLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quota", "period", "slot"], name="unique_gift_link_slot"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="gift_link_expires_after_created",
            ),
        ]

    def __str__(self) -> str:
        return f"Gift link {self.pk} of {self.giver}"

    def works(self, at: datetime) -> bool:
        """Return whether it is valid at that time; the end itself is not included."""
        return self.revoked_at is None and at < self.expires_at


class GiftLinkDevice(models.Model):
    """A browser that opened a gift link, identified by a random id; it takes a slot of the link."""

    link = models.ForeignKey(GiftLink, on_delete=models.CASCADE, related_name="devices")
    slot = models.PositiveSmallIntegerField()
    device = models.CharField(max_length=DEVICE_LENGTH)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "slot"], name="unique_gift_link_device_slot"),
            models.UniqueConstraint(fields=["link", "device"], name="unique_gift_link_device"),
        ]

    def __str__(self) -> str:
        return f"Device {self.slot} of gift link {self.link_id}"
