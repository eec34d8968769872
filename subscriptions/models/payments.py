"""Payments, and the provider's webhook events."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.email_fields import AddressField
from subscriptions.models.money import format_money
from subscriptions.models.purchases import Purchase
from subscriptions.models.subscriptions import Subscription

MICROSECOND = timedelta(microseconds=1)


class Payment(models.Model):
    """One charge, paid or not: an invoice of a subscription, or a single payment."""

    class State(models.TextChoices):
        PAID = "paid", "Paid"
        OPEN = "open", "Not paid yet"
        FAILED = "failed", "Failed"
        VOID = "void", "Not due any more"
        REFUNDED = "refunded", "Refunded"
        DISPUTED = "disputed", "Disputed"
        LOST = "lost", "Lost in a dispute"

    # Payments are retained after the account is closed.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="payments",
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    purchase = models.ForeignKey(
        Purchase, on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    gateway = models.CharField(max_length=16)
    gateway_id = models.CharField(max_length=255)
    state = models.CharField(max_length=16, choices=State)
    amount = models.PositiveIntegerField(help_text="In minor units.")
    refunded = models.PositiveIntegerField(
        default=0, help_text="How much of it went back, in minor units."
    )
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=200)
    billed_to = AddressField(max_length=254, blank=True)
    made_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    refund_failed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When we learned that a refund did not arrive; empty once it is sent again.",
    )
    period_starts_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=64, blank=True)
    url = models.TextField(blank=True, help_text="The provider's own invoice or receipt.")
    # For optimistic locking, see billing.single_payments.
    version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Of a single payment: increases with each stored state.",
    )

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gateway", "gateway_id"], name="unique_payment_id")
        ]

    def __str__(self) -> str:
        return f"{self.money}, {self.get_state_display().lower()}"

    @property
    def money(self) -> str:
        return format_money(self.amount, self.currency)

    @property
    def refunded_money(self) -> str:
        return format_money(self.refunded, self.currency)

    def unused_at(self, at: datetime) -> int:
        """Return the part paid for the time after `at`, in minor units.

        It is rounded up in the reader's favour.
        """
        if self.period_starts_at is None or self.period_ends_at is None:
            return self.amount
        whole = (self.period_ends_at - self.period_starts_at) // MICROSECOND
        left = (self.period_ends_at - max(at, self.period_starts_at)) // MICROSECOND
        # -(-a // b) rounds up.
        return (
            min(self.amount, max(0, -(-self.amount * left // whole))) if whole > 0 else self.amount
        )

    def due_at_withdrawal(self, at: datetime, *, in_full: bool) -> int:
        """Return what must still be refunded after a withdrawal at that time, in minor units."""
        back = self.amount if in_full else self.unused_at(at)
        return max(0, back - self.refunded)

    @property
    def is_good(self) -> bool:
        """Return whether it counts as paid.

        A partial refund leaves it paid; a full refund or a dispute does not.
        """
        return self.state == self.State.PAID

    @property
    def is_refunded(self) -> bool:
        return self.state == self.State.REFUNDED


SPOILT = (Payment.State.DISPUTED, Payment.State.LOST)
REFUNDED_STATES = (Payment.State.REFUNDED, *SPOILT)


class GatewayEvent(models.Model):
    """A webhook event, stored by its id and processed once."""

    gateway = models.CharField(max_length=16)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=100)
    subject = models.CharField(
        max_length=16, blank=True, help_text="What it is about; empty: nothing of ours."
    )
    subject_id = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1, help_text="How often it came.")
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="unique_gateway_event")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(done_at=None),
                name="gateway_event_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
