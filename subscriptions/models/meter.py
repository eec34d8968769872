"""The tables of the meter. Unique slots enforce the limit: no counter is read and then saved."""

from typing import ClassVar

from django.db import models

KEY_LENGTH = 64


class FreeRead(models.Model):
    """One column counted for one reader in one period (its first day, in the site's time zone)."""

    reader_key = models.CharField(max_length=KEY_LENGTH)
    period = models.DateField()
    slot = models.PositiveSmallIntegerField()
    # NULL if the column was deleted, or if the row comes from another account's sign-out: the read
    # still counts.
    column = models.ForeignKey(
        "articles.Column", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader_key", "period", "column"], name="unique_free_read_column"
            ),
            models.UniqueConstraint(
                fields=["reader_key", "period", "slot"], name="unique_free_read_slot"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["period"], name="freeread_period")]

    def __str__(self) -> str:
        return f"{self.reader_key} {self.period:%Y-%m} #{self.slot}"


class Refusal(models.Model):
    """A reader with a known id was refused a column; stored once a period."""

    reader_key = models.CharField(max_length=KEY_LENGTH)
    period = models.DateField()
    column = models.ForeignKey("articles.Column", on_delete=models.CASCADE, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader_key", "period", "column"], name="unique_refusal"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["period"], name="refusal_period")]

    def __str__(self) -> str:
        return f"{self.reader_key} {self.period:%Y-%m} refused {self.column_id}"


class NetworkArrivals(models.Model):
    """The number of new visitors from a network in a period, by a keyed hash of the network."""

    period = models.DateField()
    network = models.CharField(max_length=64)
    newcomers = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "network arrivals"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "network"], name="unique_network_period"),
        ]

    def __str__(self) -> str:
        return f"{self.newcomers} in {self.period:%Y-%m}"


class MeterMonth(models.Model):
    """A bar of a past period's histogram: how many readers of a kind wanted how many columns."""

    class Kind(models.TextChoices):
        ANONYMOUS = "anonymous", "Without an account"
        REGISTERED = "registered", "With an account"

    period = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    columns_requested = models.PositiveIntegerField()
    readers = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-period", "kind", "columns_requested"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "kind", "columns_requested"], name="unique_histogram_bar"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m} {self.kind}: {self.readers} wanted {self.columns_requested}"
