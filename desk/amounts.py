"""Money as people type it, and as minor units."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from subscriptions.models.money import ZERO_DECIMAL

CENTS = 100


def minor(amount: Decimal, currency: str) -> int:
    """3.99 dollars are 399 cents; a currency without cents takes whole numbers only."""
    if currency in ZERO_DECIMAL:
        if amount != int(amount):
            raise ValidationError(f"{currency} has no cents: give a whole number.")
        return int(amount)
    return int(amount * CENTS)


def typed(amount: int, currency: str) -> Decimal:
    return Decimal(amount) if currency in ZERO_DECIMAL else (Decimal(amount) / CENTS).quantize(Decimal("0.01"))
