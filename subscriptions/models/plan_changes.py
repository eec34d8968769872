"""Readers' plan changes, cancellation reasons and withdrawals, as long as the subscription."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from accounts.email_fields import AddressField
from subscriptions.models.plans import Price
from subscriptions.models.subscriptions import Subscription

WITHDRAWAL = timedelta(days=14)  # from the start of the contract
STUCK_AFTER = timedelta(
    days=1
)  # if the provider has not carried it out, it is reported to the desk
REFUND_AGAIN_AFTER = timedelta(days=1)  # Stripe repeats the answer to the same request for a day
REFUNDED_FOR = timedelta(days=60)  # a failed refund is retried for so long
FULL_REFUND_INTERVAL = timedelta(
    days=365
)  # time between two full refunds for the same reader and plan


class PlanChange(models.Model):
    """A change of plan that the reader confirmed; `done_at` once the provider has it."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="plan_changes"
    )
    old = models.ForeignKey(Price, on_delete=models.PROTECT, null=True, related_name="+")
    new = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+")
    old_terms = models.CharField(max_length=200)
    new_terms = models.CharField(max_length=200)
    terms_text = models.TextField(help_text="The sentence that was confirmed.")
    takes_effect_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    from_version = models.PositiveIntegerField(
        help_text="The version of the subscription that it changes, so that it is applied once."
    )

    class Meta:
        ordering: ClassVar = ["-confirmed_at", "-pk"]
        constraints: ClassVar = [
            # A second click has the same version, so it cannot change the plan again.
            models.UniqueConstraint(
                fields=["subscription", "from_version"], name="unique_plan_change_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_terms} becomes {self.new_terms}"


class CancellationReason(models.Model):
    """The optional reason that a reader gave after cancelling."""

    class Reason(models.TextChoices):
        PRICE = "price", "It costs too much for me"
        TIME = "time", "I don’t find the time to read"
        TEXTS = "texts", "There isn’t enough that I want to read"
        TECHNICAL_PROBLEM = "trouble", "Something didn’t work"
        OTHER = "other", "Another reason"

    subscription = models.OneToOneField(
        Subscription, on_delete=models.CASCADE, related_name="cancellation_reason"
    )
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.get_reason_display() or self.words


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def of_last_year(
        self, reader_number: int | None, plan_pks: Collection[int], *, at: datetime
    ) -> "WithdrawalQuerySet":
        """Select the reader's withdrawals from these plans in the twelve months before `at`.

        They include those with any other account of the reader.
        """
        plan = models.Q(subscription__price__plan__in=plan_pks)
        plan |= models.Q(subscription__purchase__price__plan__in=plan_pks)
        return self.filter(
            plan,
            subscription__reader_number=reader_number,
            received_at__gt=at - FULL_REFUND_INTERVAL,
        )

    def to_carry_out(self, at: datetime) -> "WithdrawalQuerySet":
        """Select pending withdrawals, and those whose refund failed: these once a day."""
        a_day_ago = at - REFUND_AGAIN_AFTER
        failed = models.Q(
            subscription__payments__refund_failed_at__lte=a_day_ago, done_at__lte=a_day_ago
        )
        again = failed & models.Q(received_at__gt=at - REFUNDED_FOR)
        return self.filter(models.Q(done_at=None) | again).distinct()

    def stuck(self, at: datetime) -> "WithdrawalQuerySet":
        return self.filter(done_at=None, received_at__lte=at - STUCK_AFTER)


class Withdrawal(models.Model):
    """A withdrawal, legally effective from `received_at`; `done_at` once the refund has begun."""

    subscription = models.OneToOneField(
        Subscription, on_delete=models.CASCADE, related_name="withdrawal"
    )
    name = models.CharField(max_length=120)
    email = AddressField(max_length=254)
    contract = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.contract}, {self.received_at:%Y-%m-%d %H:%M:%S %Z}"

    @property
    def refund_failed(self) -> bool:
        return self.subscription.payments.exclude(refund_failed_at=None).exists()
