"""Cancellations and withdrawals that were declared without signing in."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.email_fields import AddressField
from subscriptions.models.payments import Payment
from subscriptions.models.plan_changes import STUCK_AFTER
from subscriptions.models.purchases import Purchase
from subscriptions.models.subscriptions import Subscription

LINK_LASTS = timedelta(days=14)  # the confirmation link in the e-mail


class CancellationRequestQuerySet(models.QuerySet["CancellationRequest"]):
    def confirmed(self) -> "CancellationRequestQuerySet":
        return self.exclude(confirmed_at=None)

    def waiting(self) -> "CancellationRequestQuerySet":
        return self.confirmed().filter(done_at=None)

    def needs_person(self, at: datetime) -> "CancellationRequestQuerySet":
        """Select those that only a person at the desk can finish.

        A declaration is legally valid even if nobody opens the link in our e-mail.
        """
        unconfirmed = models.Q(confirmed_at=None) & (
            models.Q(has_contract=False)
            | models.Q(is_receipt_sent=False)
            | models.Q(received_at__lte=at - LINK_LASTS)
        )
        stuck = models.Q(confirmed_at__lte=at - STUCK_AFTER, done_at=None, ends_on=None)
        with_reason = ~models.Q(reason="") & ~models.Q(confirmed_at=None)
        # The provider accepted the refund of a gift or donation, and the bank returned it later.
        not_refunded = Payment.objects.filter(subscription=None, state=Payment.State.PAID).values(
            "purchase"
        )
        failed = models.Q(purchase__in=not_refunded, done_at__isnull=False)
        return self.filter(unconfirmed | stuck | failed | with_reason, resolved_at=None)


class CancellationRequest(models.Model):
    """A cancellation or withdrawal as it was received, legally effective from `received_at`.

    Nothing is ended or refunded before the owner of the mailbox has confirmed it and chosen the
    contract.
    """

    class Kind(models.TextChoices):
        CANCEL = "cancel", "Cancellation"
        WITHDRAW = "withdraw", "Withdrawal"

    class Contract(models.TextChoices):
        SUBSCRIPTION = "subscription", "A subscription"
        GIFT = "gift", "A gift that I bought"
        DONATION = "donation", "A donation"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    contract = models.CharField(max_length=16, choices=Contract)
    name = models.CharField(max_length=120)
    email = AddressField(max_length=254)
    details = models.TextField(blank=True, help_text="What else identifies the contract.")
    reason = models.TextField(blank=True, help_text="Of a cancellation for good cause.")
    ends_on = models.DateField(
        null=True, blank=True, help_text="By when it should end; empty: as early as possible."
    )
    received_at = models.DateTimeField()
    is_receipt_sent = models.BooleanField(
        "receipt sent", help_text="Whether the receipt was mailed."
    )
    has_contract = models.BooleanField(
        "contract found", help_text="Whether a contract under this address could be ended then."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    subscription = models.ForeignKey(
        Subscription,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cancellation_requests",
    )
    purchase = models.ForeignKey(
        Purchase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cancellation_requests",
    )
    account_closed = models.BooleanField(default=False, editable=False)
    done_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was carried out at the provider."
    )
    resolution = models.CharField(
        max_length=300, blank=True, help_text="What a person at the desk did about it."
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CancellationRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, subscription=None, purchase=None)
                | models.Q(confirmed_at__isnull=False, subscription__isnull=False, purchase=None)
                | models.Q(confirmed_at__isnull=False, subscription=None, purchase__isnull=False),
                name="cancellation_confirmed_requires_contract",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(confirmed_at__isnull=False),
                name="cancellation_done_requires_confirmed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["confirmed_at"],
                condition=models.Q(done_at=None),
                name="cancellation_request_waiting",
            )
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_kind_display()}, {self.get_contract_display().lower()},"
            f" {self.received_at:%Y-%m-%d %H:%M %Z}"
        )

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == self.Kind.WITHDRAW

    @property
    def refund_failed(self) -> bool:
        """Return whether a gift or donation is still paid although its refund was carried out."""
        if self.done_at is None or self.purchase is None:
            return False
        return self.purchase.payments.filter(subscription=None, state=Payment.State.PAID).exists()

    @property
    def link_ends_at(self) -> datetime:
        return self.received_at + LINK_LASTS
