from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.email_fields import AddressField
from subscriptions.models.entitlements import Entitlement

MOST_SEATS = 1000


class Group(models.Model):
    """Readers who share the owner's subscription: a household, a class.

    Without `ends_at` the members read as long as the owner's subscription runs; with it, at least
    until then.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="owned_group"
    )
    name = models.CharField(
        max_length=80, blank=True, help_text="Leave empty for the owner’s name."
    )
    seats = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
        help_text="With the owner’s own.",
    )
    ends_at = models.DateTimeField(
        "ends", null=True, blank=True, help_text="Leave empty to follow the owner’s subscription."
    )

    class Meta:
        verbose_name = "group of readers"
        verbose_name_plural = "groups of readers"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name or f"{self.owner}’s group"

    @property
    def gift_quotas(self) -> str:
        """Return the prefix of the gift link quotas of all seats."""
        return f"group:{self.pk}:"


class GroupSeatQuerySet(models.QuerySet["GroupSeat"]):
    def current(self) -> "GroupSeatQuerySet":
        return self.filter(removed_at=None)

    def joined(self) -> "GroupSeatQuerySet":
        return self.current().exclude(user=None)


class GroupSeat(models.Model):
    """A seat: the owner's own (slot 1), invited or joined. Unique slots enforce the limit."""

    OWNERS: ClassVar[int] = 1

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="group_seats")
    slot = models.PositiveSmallIntegerField()
    email = AddressField("invited address")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="group_seats",
    )
    entitlement = models.OneToOneField(
        Entitlement, on_delete=models.SET_NULL, null=True, blank=True, related_name="group_seat"
    )
    invited_at = models.DateTimeField("invited")
    accepted_at = models.DateTimeField("joined", null=True, blank=True)
    removed_at = models.DateTimeField("removed", null=True, blank=True)

    objects = GroupSeatQuerySet.as_manager()

    class Meta:
        verbose_name = "seat"
        ordering: ClassVar = ["slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "slot"],
                condition=models.Q(removed_at=None),
                name="unique_group_slot",
            ),
            models.UniqueConstraint(
                fields=["group", "email"],
                condition=models.Q(removed_at=None),
                name="unique_group_email",
            ),
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=models.Q(removed_at=None),
                name="unique_group_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} in {self.group}"

    @property
    def is_owners(self) -> bool:
        return self.slot == self.OWNERS

    @property
    def gift_quota(self) -> str:
        """Return the gift link quota of this slot, whoever has the seat."""
        return f"group:{self.group_id}:{self.slot}"
