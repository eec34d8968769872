from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from subscriptions.models.money import format_money

MOST_TRIAL_DAYS = 366
MOST_INTERVALS = 36
SOLD = models.Q(purchases__isnull=False) | models.Q(subscriptions__isnull=False)


class Interval(models.TextChoices):
    DAY = "day", "day"
    WEEK = "week", "week"
    MONTH = "month", "month"
    YEAR = "year", "year"


def every(interval: str, count: int) -> str:
    return interval if count == 1 else f"{count} {interval}s"


def length(interval: str, count: int) -> str:
    return f"1 {interval}" if count == 1 else every(interval, count)


class PlanQuerySet(models.QuerySet["Plan"]):
    def on_offer(self) -> "PlanQuerySet":
        """Select listed plans with `listed_prices`, cheapest first.

        A plan without a listed price is not on offer.
        """
        prices = models.Prefetch(
            "prices", Price.objects.filter(listed=True), to_attr="listed_prices"
        )
        return self.filter(listed=True, prices__listed=True).distinct().prefetch_related(prices)


class Plan(models.Model):
    """A product for subscribers: a name, a description and a number of seats."""

    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="How many people read with it, the subscriber included: 1, or 4 for a household.",
    )
    listed = models.BooleanField(default=True, help_text="Shown on the offer page and at the wall.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def was_sold(self) -> bool:
        """Return whether anybody has ever begun to buy it."""
        return self.prices.filter(SOLD).exists()


class PriceQuerySet(models.QuerySet["Price"]):
    def listed(self) -> "PriceQuerySet":
        return self.filter(listed=True, plan__listed=True)


class Price(models.Model):
    """An amount in minor units (cents) for each interval.

    Its terms cannot change once it was sold.
    """

    Interval = Interval

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    amount = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="In minor units."
    )
    currency = models.CharField(max_length=3, default="USD", help_text="Three letters, as in USD.")
    interval = models.CharField(max_length=8, choices=Interval, default=Interval.MONTH)
    interval_count = models.PositiveSmallIntegerField(
        "intervals",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_INTERVALS)],
        help_text="3 with “month” is a quarter.",
    )
    trial_days = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(MOST_TRIAL_DAYS)],
        help_text="Free days before the first payment.",
    )
    intro_amount = models.PositiveIntegerField(
        "introductory amount",
        null=True,
        blank=True,
        help_text="For the first intervals; empty: no introductory price.",
    )
    intro_intervals = models.PositiveSmallIntegerField(
        "introductory intervals",
        default=0,
        validators=[MaxValueValidator(MOST_INTERVALS)],
        help_text="How many intervals cost the introductory amount.",
    )
    tax_note = models.CharField(
        max_length=80, blank=True, help_text="As readers see it: “including VAT”, “plus tax”."
    )
    listed = models.BooleanField(default=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["amount"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "plan",
                    "currency",
                    "interval",
                    "interval_count",
                    "amount",
                    "trial_days",
                    "intro_intervals",
                ],
                name="unique_price",
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="price_currency_length"
            ),
            models.CheckConstraint(
                condition=models.Q(intro_amount=None, intro_intervals=0)
                | models.Q(intro_amount__lt=models.F("amount"), intro_intervals__gt=0),
                name="introductory_amount_below_amount",
                violation_error_message=(
                    "An introductory price is lower than the price, for at least one interval."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money} a {self.every}"

    def was_sold(self) -> bool:
        return Price.objects.filter(SOLD, pk=self.pk).exists()

    @property
    def money(self) -> str:
        return format_money(self.amount, self.currency)

    @property
    def every(self) -> str:
        return every(self.interval, self.interval_count)

    def clean(self) -> None:
        # Stripe counts a discount's duration in months: several days or weeks would be inexact.
        if self.intro_intervals > 1 and self.interval not in {Interval.MONTH, Interval.YEAR}:
            raise ValidationError(
                {"intro_intervals": "More than one introductory interval needs months or years."}
            )
