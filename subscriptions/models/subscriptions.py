"""Subscriptions as the provider has them. The access that one grants is an Entitlement."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.deletion import Collector

from subscriptions.models.entitlements import Entitlement
from subscriptions.models.money import format_money
from subscriptions.models.plans import Price, every
from subscriptions.models.purchases import Purchase

REFUNDS_RETRIED = timedelta(
    days=14
)  # a failed refund of a duplicate is retried for so long; then the desk must act


def stays_while_running(
    collector: Collector, field: models.Field[Any, Any], results: models.QuerySet[Any], using: str
) -> None:
    """Refuse to delete an account with a running subscription, else set NULL (for `on_delete`)."""
    # The provider would go on charging.
    running: set[models.Model] = set(results.filter(ended_at=None))
    if running:
        raise models.ProtectedError("A subscription of this account has not ended.", running)
    models.SET_NULL(collector, field, results, using)


class Customer(models.Model):
    """A reader's customer record at a payment provider."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="customers"
    )
    gateway = models.CharField(max_length=16)
    customer_id = models.CharField(max_length=255)
    email = models.EmailField(blank=True, help_text="The address that the provider was given last.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "gateway"], name="unique_customer_user"),
            models.UniqueConstraint(fields=["gateway", "customer_id"], name="unique_customer_id"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.gateway}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def of_readers(self) -> "SubscriptionQuerySet":
        """Select subscriptions that grant access, without monthly donations."""
        return self.exclude(purchase__kind=Purchase.Kind.DONATION)

    def running(self) -> "SubscriptionQuerySet":
        """Select those that have not ended: paid, in a trial, or with a late payment."""
        return self.filter(ended_at=None, status__in=RUNNING).exclude(
            end_reason=Subscription.EndReason.DUPLICATE
        )

    def to_send_back(self, at: datetime) -> "SubscriptionQuerySet":
        """Select duplicates, and subscriptions paid after the account was closed.

        Select only those that still run or are not refunded: the refund may fail after the end.
        """
        reason = Subscription.EndReason
        # One that ended with its account was paid by somebody with a reader number.
        paid_late = models.Q(
            end_reason=reason.CLOSED, user=None, reader_number=None, price__isnull=False
        )
        rows = self.filter(models.Q(end_reason=reason.DUPLICATE) | paid_late)
        is_paid = models.Q(payments__state="paid", payments__amount__gt=0)
        return rows.filter(
            models.Q(ended_at=None) | is_paid & models.Q(ended_at__gt=at - REFUNDS_RETRIED)
        ).distinct()


class Subscription(models.Model):
    """One reader's contract. Only subscriptions.billing.sync writes the provider's state."""

    class Status(models.TextChoices):
        INCOMPLETE = "incomplete", "Not paid yet"
        TRIALING = "trialing", "Trial"
        ACTIVE = "active", "Active"
        PAST_DUE = "past_due", "Payment late"
        UNPAID = "unpaid", "Unpaid"
        PAUSED = "paused", "Paused"
        CANCELED = "canceled", "Ended"

    class EndReason(models.TextChoices):
        VOLUNTARY = "voluntary", "Cancelled by the reader"
        PAYMENT = "payment", "Payment failed"
        WITHDRAWN = "withdrawn", "Withdrawn within 14 days"
        REFUNDED = "refunded", "Refunded"
        DISPUTED = "disputed", "Payment disputed"
        DUPLICATE = "duplicate", "A second one, sent back"
        MISMATCH = "mismatch", "Payment differed from the price shown"
        DESK = "desk", "Cancelled at the desk"
        CLOSED = "closed", "Account closed"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=stays_while_running,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
    # Copied from the account, because it must outlive it: offers are limited by mailbox.
    reader_number = models.PositiveBigIntegerField(null=True, editable=False, db_index=True)
    purchase = models.OneToOneField(
        Purchase, on_delete=models.PROTECT, null=True, related_name="subscription"
    )
    price = models.ForeignKey(
        Price, on_delete=models.PROTECT, null=True, blank=True, related_name="subscriptions"
    )
    entitlement = models.OneToOneField(
        Entitlement,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="subscription",
    )
    gateway = models.CharField(max_length=16)
    gateway_id = models.CharField(max_length=255)
    status = models.CharField(max_length=16, choices=Status)
    amount = models.PositiveIntegerField(help_text="What the next interval costs, in minor units.")
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=8)
    interval_count = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    period_starts_at = models.DateTimeField()
    period_ends_at = models.DateTimeField()
    paid_until = models.DateTimeField(
        null=True, blank=True, help_text="The end of the last period that was paid."
    )
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    past_due_since = models.DateTimeField(null=True, blank=True)
    cancel_at_period_end = models.BooleanField(default=False)
    canceled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    # Set when access ends early, by `lifecycle.cancel_now` or a withdrawal.
    access_revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="No access from this time on, even if paid."
    )
    card_brand = models.CharField(max_length=32, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    card_expires = models.CharField(max_length=7, blank=True, help_text="As in 04/2029.")
    synced_at = models.DateTimeField(
        null=True, help_text="When it was last synced from the provider."
    )
    # For optimistic locking, see billing.sync.
    version = models.PositiveIntegerField(default=0, help_text="Increases with each sync.")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gateway", "gateway_id"], name="unique_subscription_id"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "period_ends_at"], name="subscription_next")
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.money} a {self.every}"

    @property
    def what(self) -> str:
        if self.price is not None:
            return self.price.plan.name
        return self.purchase.product if self.purchase else "Subscription"

    @property
    def money(self) -> str:
        return format_money(self.amount, self.currency)

    @property
    def every(self) -> str:
        return every(self.interval, self.interval_count)

    @property
    def is_running(self) -> bool:
        return (
            self.ended_at is None
            and self.status in RUNNING
            and self.end_reason != self.EndReason.DUPLICATE
        )

    @property
    def is_unpaid(self) -> bool:
        """Return whether the provider stopped it because a payment is missing."""
        return self.status in {self.Status.UNPAID, self.Status.INCOMPLETE}

    @property
    def is_paused(self) -> bool:
        return self.status == self.Status.PAUSED

    @property
    def pays_until_withdrawal(self) -> bool:
        """Return whether the buyer agreed to begin at once.

        Then the buyer pays for the days until a withdrawal.
        """
        return self.purchase is not None and self.purchase.begins_at_once_agreed_at is not None

    @property
    def began_with_offer(self) -> bool:
        """Return whether it began with a trial or introductory price, which a reader gets once."""
        if self.trial_ends_at is not None:
            return True
        bought = self.purchase
        return (
            bought is not None
            and bought.promotion_id is None
            and bought.amount < bought.renewal_amount
        )

    @property
    def is_donation(self) -> bool:
        return self.purchase is not None and self.purchase.kind == Purchase.Kind.DONATION

    def renews_at(self) -> datetime | None:
        """Return when the next payment is due, or None."""
        return None if self.cancel_at_period_end or not self.is_running else self.period_ends_at


RUNNING = (Subscription.Status.TRIALING, Subscription.Status.ACTIVE, Subscription.Status.PAST_DUE)
