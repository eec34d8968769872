"""Money as people type it, and as minor units."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from subscriptions.models.money import whole_one


def minor(amount: Decimal, currency: str) -> int:
    """3.99 dollars are 399 cents; a currency without cents takes whole numbers only."""
    unit = whole_one(currency)
    if unit == 1 and amount != int(amount):
        raise ValidationError(f"{currency} has no cents: give a whole number.")
    return int(amount * unit)


def typed(amount: int, currency: str) -> Decimal:
    unit = whole_one(currency)
    return Decimal(amount) if unit == 1 else (Decimal(amount) / unit).quantize(Decimal("0.01"))
