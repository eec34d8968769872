from typing import ClassVar

from django.db import models


class ColumnDailyStat(models.Model):
    """A count for one column and day (in the site's time zone), without data about readers."""

    class Kind(models.TextChoices):
        FREE = "free", "Read, free for everyone"
        METERED = "metered", "Read on the meter"
        ENTITLED = "entitled", "Read by a subscriber"
        ACCOUNT = "account", "Read with an account"
        GIFT = "gift", "Read by a gift link"
        WALL = "wall", "Stopped at the wall"
        SIGN_UP = "sign-up", "Signed up for it"

    # Without a database constraint, because counts are written in bulk: one deleted column must not
    # make all fail.
    column = models.ForeignKey(
        "articles.Column", on_delete=models.CASCADE, db_constraint=False, related_name="daily_stats"
    )
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = "daily count of a column"
        verbose_name_plural = "daily counts of columns"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["column", "day", "kind"], name="unique_column_daily_stat"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day", "kind"], name="daily_stat_by_day")]

    def __str__(self) -> str:
        return f"{self.column_id} {self.day}: {self.number} {self.kind}"


READINGS = ("free", "metered", "entitled", "account", "gift")
