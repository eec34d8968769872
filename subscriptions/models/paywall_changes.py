from typing import ClassVar

from django.conf import settings
from django.db import models


class PaywallChange(models.Model):
    """An entry of the audit log: a change of a wall, a price or the meter's policy.

    Rows are never changed.
    """

    class What(models.TextChoices):
        WALL = "wall", "Wall"
        PRICE = "price", "Price"
        POLICY = "policy", "Meter"

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    what = models.CharField(max_length=10, choices=What)
    subject = models.CharField(max_length=200, help_text="The column's headline, the plan's name.")
    subject_pk = models.PositiveBigIntegerField(null=True, help_text="The key of what was changed.")
    field = models.CharField(max_length=60)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "change at the wall"
        verbose_name_plural = "changes at the wall"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="paywall_change_newest")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.field} {self.before} → {self.after}"
