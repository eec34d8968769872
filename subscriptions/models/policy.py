from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models


class Wall(models.TextChoices):
    """Who may read a column."""

    FREE = "free", "Free for everyone"
    REGISTERED = "registered", "Free with an account"
    METERED = "metered", "Metered"
    SUBSCRIBERS = "subscribers", "Subscribers only"


MOST_COLUMNS = 10_000  # in a month; a higher limit would mean no meter
MOST_NEWCOMERS = 1_000_000


class MeterPolicy(models.Model):
    """The meter's limits: a single row, cached by the workers for a few seconds."""

    SINGLETON_PK: ClassVar[int] = 1

    anonymous = models.PositiveSmallIntegerField(
        "free columns without an account",
        default=3,
        validators=[MaxValueValidator(MOST_COLUMNS)],
        help_text="In a calendar month.",
    )
    registered = models.PositiveSmallIntegerField(
        "free columns with a free account",
        default=5,
        validators=[MaxValueValidator(MOST_COLUMNS)],
        help_text="In a calendar month, in all: what was read before signing up counts.",
    )
    network_burst = models.PositiveIntegerField(
        "new readers from one network at once",
        default=30,
        validators=[MaxValueValidator(MOST_NEWCOMERS)],
        help_text=(
            "At the start of a month. Beyond it, newcomers without a cookie are asked to sign up."
        ),
    )
    network_per_day = models.PositiveIntegerField(
        "new readers from one network a day",
        default=10,
        validators=[MaxValueValidator(MOST_NEWCOMERS)],
    )

    class Meta:
        verbose_name = "meter policy"
        verbose_name_plural = "meter policy"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="single_meter_policy"),
        ]

    def __str__(self) -> str:
        return f"{self.anonymous} free columns a month, {self.registered} with an account"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.SINGLETON_PK
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if (
            self.registered is not None
            and self.anonymous is not None
            and self.registered < self.anonymous
        ):
            raise ValidationError(
                {
                    "registered": (
                        "An account cannot give fewer free columns than reading without one."
                    )
                }
            )
