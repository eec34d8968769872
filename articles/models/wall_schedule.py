"""The schedule of a wall: changes a number of hours after publication, without a save."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from subscriptions.models import Wall

MOST_HOURS = 24 * 366 * 5
BOTH = "Choose a wall and its hours together, or leave both empty."
IN_ORDER = "The third wall comes after the second: give it more hours."
FIRST = "Choose the second wall before the third."
NO_CHANGE = "“{wall}” is the wall before this one already: choose another, or none."
NO_FIRST = "Choose the first wall."


def _hours(name: str) -> "models.PositiveIntegerField[int | None, int | None]":
    checks = [MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    return models.PositiveIntegerField(
        name, null=True, blank=True, validators=checks, help_text="After publication."
    )


class WallSchedule(models.Model):
    """Up to two changes of the wall, in hours after publication.

    The first wall is a field of the subclass.
    """

    then_wall = models.CharField("then", max_length=12, choices=Wall, blank=True)
    then_after = _hours("after hours")
    later_wall = models.CharField("and later", max_length=12, choices=Wall, blank=True)
    later_after = _hours("after hours")

    SCHEDULE_FIELDS: ClassVar = ("then_wall", "then_after", "later_wall", "later_after")

    class Meta:
        abstract = True

    def clear_schedule(self) -> None:
        """Remove both scheduled changes; the first wall stays. The caller saves."""
        self.then_wall = self.later_wall = ""
        self.then_after = self.later_after = None

    def clean_schedule(self, first: str) -> None:
        """Raise ValidationError, by field, if the changes make no sense after the first wall."""
        if not first and (self.then_wall or self.later_wall):
            raise ValidationError({"then_wall": NO_FIRST})
        for name in ("then", "later"):
            if bool(getattr(self, f"{name}_wall")) != bool(getattr(self, f"{name}_after")):
                raise ValidationError({f"{name}_wall": BOTH})
        if self.later_wall and not self.then_wall:
            raise ValidationError({"later_wall": FIRST})
        if self.later_after and self.then_after and self.later_after <= self.then_after:
            raise ValidationError({"later_after": IN_ORDER})
        for name, before in (("then_wall", first), ("later_wall", self.then_wall)):
            if getattr(self, name) and getattr(self, name) == before:
                raise ValidationError({name: NO_CHANGE.format(wall=Wall(before).label)})


class WallDefault(WallSchedule):
    """The wall and schedule for columns of a series or columnist that follow the default."""

    default_wall = models.CharField(
        "wall of its columns",
        max_length=12,
        choices=Wall,
        blank=True,
        help_text="For columns that follow the default. Leave empty for no default.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.clean_schedule(self.default_wall)


def after(published_at: datetime | None, hours: int | None) -> datetime | None:
    """Return when a change takes effect.

    Return None without a publication date or beyond the last possible date.
    """
    if published_at is None or not hours:
        return None
    try:
        return published_at + timedelta(hours=hours)
    except OverflowError:
        return None
