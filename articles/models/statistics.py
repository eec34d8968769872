from typing import ClassVar

from django.db import models


class ColumnDay(models.Model):
    """How often something happened to a column on a day of the site's zone. Numbers only: of nobody in particular."""

    class Kind(models.TextChoices):
        FREE = "free", "Read, free for everyone"
        METERED = "metered", "Read on the meter"
        ENTITLED = "entitled", "Read by a right of one's own"
        ACCOUNT = "account", "Read with an account"
        GIFT = "gift", "Read by a gift link"
        WALL = "wall", "Met the wall"
        SIGN_UP = "sign-up", "Signed up for it"

    # Counted by the key alone: a column that is deleted meanwhile must not hold up the others' numbers.
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, db_constraint=False, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "day", "kind"], name="unique_column_daily_stat"),
        ]
        indexes: ClassVar = [models.Index(fields=["day", "kind"], name="column_day_of_day")]

    def __str__(self) -> str:
        return f"{self.column_id} {self.day}: {self.number} {self.kind}"


READINGS = ("free", "metered", "entitled", "account", "gift")
