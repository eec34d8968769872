"""Purchases: the displayed terms, when, and the outcome; retained as long as the law requires."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.email_fields import AddressField
from subscriptions.models.money import format_money
from subscriptions.models.plans import Price


class Promotion(models.Model):
    """A code that makes the first intervals, or all, cheaper."""

    code = models.CharField(
        max_length=40, unique=True, help_text="Kept in capitals; readers may type it as they like."
    )
    percent_off = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    amount_off = models.PositiveIntegerField(
        null=True, blank=True, help_text="In minor units; instead of a percentage."
    )
    currency = models.CharField(
        max_length=3, blank=True, help_text="Of the amount; a percentage needs none."
    )
    intervals = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text="For how many intervals; empty: for as long as the subscription runs.",
    )
    most_uses = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: without a limit."
    )
    plans = models.ManyToManyField(
        "subscriptions.Plan", blank=True, help_text="None chosen: every plan."
    )
    starts_at = models.DateTimeField("starts", null=True, blank=True)
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="For the desk only.")

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(percent_off=None, amount_off__gt=0) & ~models.Q(currency="")
                | models.Q(percent_off__gt=0, percent_off__lte=100, amount_off=None),
                name="promotion_percentage_xor_amount",
                violation_error_message="Give a percentage, or an amount with its currency.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def by_reference(self, reference: str) -> "Purchase | None":
        """Return the purchase with this reference, or None if there is none or it is not a UUID."""
        try:
            return self.filter(reference=uuid.UUID(reference)).first()
        except ValueError:
            return None

    def mismatched(self) -> "PurchaseQuerySet":
        """Select purchases paid with wrong terms.

        They stay until the subscription has ended and the money is refunded.
        """
        money = models.Q(payments__state="paid", payments__amount__gt=0)
        unknown = models.Q(payments=None)
        runs = models.Q(subscription__isnull=False, subscription__ended_at=None)
        return self.filter(money | unknown | runs, state=Purchase.State.MISMATCH).distinct()


class Purchase(models.Model):
    """One checkout, from the displayed terms to the payment.

    At most one is open for a reader and a price.
    """

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription", "Subscription"
        GIFT = "gift", "Gift subscription"
        DONATION = "donation", "Donation"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        PAID = "paid", "Paid"
        EXPIRED = "expired", "Abandoned"
        MISMATCH = "mismatch", "Payment differs"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="purchases",
    )
    email = AddressField(max_length=254)
    price = models.ForeignKey(
        Price, on_delete=models.PROTECT, null=True, blank=True, related_name="purchases"
    )
    promotion = models.ForeignKey(
        Promotion, on_delete=models.PROTECT, null=True, blank=True, related_name="purchases"
    )
    amount = models.PositiveIntegerField(
        help_text="What is due on the pay page, in minor units; 0 for a free trial."
    )
    renewal_amount = models.PositiveIntegerField(
        default=0, help_text="What each later interval costs."
    )
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=8, blank=True, help_text="Empty: paid once.")
    interval_count = models.PositiveSmallIntegerField(default=1)
    product = models.CharField(max_length=120)
    terms_text = models.TextField(
        "terms", help_text="Price, renewal and terms as displayed on the page."
    )
    terms_shown_at = models.DateTimeField("terms shown")
    begins_at_once_agreed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=(
            "When the buyer agreed to pay for the days until a withdrawal; empty: a withdrawal"
            " gives all back."
        ),
    )
    next_path = models.CharField(max_length=500, blank=True)
    gift_link = models.ForeignKey(
        "subscriptions.GiftLink",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="purchases",
        help_text="The gift link that brought the buyer.",
    )
    gateway = models.CharField(max_length=16)
    session_id = models.CharField(max_length=255, blank=True, db_index=True)
    pay_url = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-terms_shown_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                # Two clicks or tabs get the same purchase.
                fields=["user", "price"],
                condition=models.Q(state="open", kind="subscription"),
                name="unique_open_purchase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} for {self.email}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_paid(self) -> bool:
        return self.state == self.State.PAID

    @property
    def has_mismatch(self) -> bool:
        """Return whether something else was paid than was displayed."""
        return self.state == self.State.MISMATCH

    @property
    def money(self) -> str:
        return format_money(self.amount, self.currency)


class PromotionUse(models.Model):
    """One use of a promotion. Unique slots enforce the limit, as in the meter."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="uses")
    slot = models.PositiveIntegerField()
    purchase = models.OneToOneField(
        Purchase, on_delete=models.CASCADE, related_name="promotion_use"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reader_number = models.PositiveBigIntegerField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            # One row for each slot limits the uses; the other two allow one use for each account
            # and mailbox.
            models.UniqueConstraint(
                fields=["promotion", "slot"], name="unique_promotion_use_purchase"
            ),
            models.UniqueConstraint(fields=["promotion", "user"], name="unique_promotion_use_user"),
            models.UniqueConstraint(
                fields=["promotion", "reader_number"], name="unique_promotion_reader_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promotion} #{self.slot}"
