"""Gift subscriptions. The code is not stored: subscriptions.gifts.codes computes it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.email_fields import AddressField
from subscriptions.models.entitlements import Entitlement
from subscriptions.models.plans import Interval, length
from subscriptions.models.purchases import Purchase

LONGEST_MESSAGE = 600  # characters


class GiftQuerySet(models.QuerySet["Gift"]):
    def bought(self) -> "GiftQuerySet":
        return self.filter(purchase__state=Purchase.State.PAID, revoked_at=None)

    def redeemable(self) -> "GiftQuerySet":
        return self.bought().filter(redeemed_at=None)

    def due(self, at: datetime) -> "GiftQuerySet":
        """Select gifts to e-mail now: redeemable, unsent, and due."""
        return (
            self.redeemable()
            .filter(delivered_at=None, deliver_at__lte=at)
            .exclude(recipient_email="")
        )


class Gift(models.Model):
    """Access for a fixed time, for whoever redeems the code: sent to an address, or printed."""

    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="gift")
    interval = models.CharField(max_length=8, choices=Interval)
    interval_count = models.PositiveSmallIntegerField()
    # A keyed hash: the code cannot be computed from the database alone.
    code_mac = models.CharField(max_length=64, unique=True, editable=False)
    recipient_email = AddressField(max_length=254, blank=True)
    recipient_name = models.CharField(max_length=120, blank=True)
    from_name = models.CharField(max_length=120, blank=True)
    message = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    deliver_on = models.DateField(null=True, blank=True)
    deliver_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When a process claimed the delivery, so that no other one sends it too.
    delivery_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="redeemed_gifts",
    )
    redeemed_at = models.DateTimeField(null=True, blank=True)
    entitlement = models.OneToOneField(
        Entitlement,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="gift",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by_desk = models.BooleanField(default=False, editable=False)
    time_left = models.DurationField(
        null=True,
        blank=True,
        editable=False,
        help_text="Access left when it was revoked; empty: the whole time.",
    )

    objects = GiftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-purchase__terms_shown_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(recipient_email="", deliver_on=None, deliver_at=None)
                | ~models.Q(recipient_email="")
                & models.Q(deliver_on__isnull=False, deliver_at__isnull=False),
                name="emailed_gift_requires_delivery_date",
            ),
            models.CheckConstraint(
                condition=models.Q(redeemed_by=None) | models.Q(redeemed_at__isnull=False),
                name="gift_redeemed_by_requires_redeemed_at",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["deliver_at"],
                condition=models.Q(delivered_at=None),
                name="gift_undelivered",
            )
        ]

    def __str__(self) -> str:
        return (
            f"{self.purchase.product} for"
            f" {self.recipient_name or self.recipient_email or 'whoever has the code'}"
        )

    @property
    def length(self) -> str:
        return length(self.interval, self.interval_count)

    @property
    def is_bought(self) -> bool:
        return self.purchase.state == Purchase.State.PAID and self.revoked_at is None

    @property
    def is_redeemable(self) -> bool:
        return self.is_bought and self.redeemed_at is None
