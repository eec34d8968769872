from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

ZERO_DECIMAL = {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF"}
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


class PlanQuerySet(models.QuerySet["Plan"]):
    def on_offer(self) -> "PlanQuerySet":
        """Listed plans with `listed_prices`, cheapest first; a plan without a listed price is not on offer."""
        prices = models.Prefetch("prices", Price.objects.filter(listed=True), to_attr="listed_prices")
        return self.filter(listed=True, prices__listed=True).distinct().prefetch_related(prices)


class Plan(models.Model):
    """What is sold: a name and what comes with it."""

    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    listed = models.BooleanField(default=True, help_text="Shown on the offer page and at the wall.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class PriceQuerySet(models.QuerySet["Price"]):
    def listed(self) -> "PriceQuerySet":
        return self.filter(listed=True, plan__listed=True)


class Price(models.Model):
    """An amount in minor units of its currency (cents), for each interval."""

    class Interval(models.TextChoices):
        WEEK = "week", "week"
        MONTH = "month", "month"
        YEAR = "year", "year"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    amount = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="In the currency's smallest unit: 399 is $3.99."
    )
    currency = models.CharField(max_length=3, default="USD", help_text="Three letters, as in USD.")
    interval = models.CharField(max_length=8, choices=Interval, default=Interval.MONTH)
    listed = models.BooleanField(default=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["amount"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "currency", "interval", "amount"], name="a_price_once"),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="currency_of_three_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.money} a {self.interval}"

    @property
    def money(self) -> str:
        """As a reader says it: "$3.99", "€40", "12.50 CHF"."""
        if self.currency in ZERO_DECIMAL:
            figure = f"{self.amount:,}"
        else:
            whole, cents = divmod(self.amount, 100)
            figure = f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"
        symbol = SYMBOLS.get(self.currency)
        return f"{symbol}{figure}" if symbol else f"{figure}\N{NO-BREAK SPACE}{self.currency}"
