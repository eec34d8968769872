"""Donations, single or monthly: they grant no access."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from subscriptions.models.gifts import LONGEST_MESSAGE
from subscriptions.models.money import format_money
from subscriptions.models.purchases import Purchase


class DonationAmount(models.Model):
    """An amount that the page suggests. All are in one currency, which all donations have."""

    amount = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="In minor units."
    )
    currency = models.CharField(max_length=3, default="USD", help_text="Three letters, as in USD.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "suggested donation"
        ordering: ClassVar = ["position", "amount"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["amount", "currency"], name="unique_suggested_amount"),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="donation_currency_length"
            ),
        ]

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)

    def clean(self) -> None:
        # The page has one field for any amount, so it needs one currency.
        others = DonationAmount.objects.exclude(pk=self.pk).exclude(currency=self.currency)
        if other := others.first():
            raise ValidationError(
                {"currency": f"The other amounts are in {other.currency}: all are in one currency."}
            )


class Donation(models.Model):
    """A donor's name and message.

    The money is in the purchase, and in a subscription if it is monthly.
    """

    purchase = models.OneToOneField(Purchase, on_delete=models.PROTECT, related_name="donation")
    name = models.CharField(max_length=120, blank=True)
    message = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    monthly = models.BooleanField(default=False)
    thanked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-purchase__terms_shown_at", "-pk"]

    def __str__(self) -> str:
        often = "a month" if self.monthly else "once"
        return f"{self.purchase.money} {often} from {self.name or self.purchase.email}"
