from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def in_force(self, at: datetime) -> "EntitlementQuerySet":
        open_ended = models.Q(ends_at=None) | models.Q(ends_at__gt=at)
        return self.filter(open_ended, starts_at__lte=at)


# The condition of in_force(at) and is_in_force(at) in raw SQL, on alias e; parameters: at twice.
IN_FORCE_SQL = "e.starts_at <= %s AND (e.ends_at IS NULL OR e.ends_at > %s)"


class Entitlement(models.Model):
    """Permission to read everything from `starts_at` until before `ends_at` (None: no end)."""

    class Source(models.TextChoices):
        SUBSCRIPTION = "subscription", "Subscription"
        GIFT = "gift", "Gift"
        COMPLIMENTARY = "complimentary", "Complimentary"
        INSTITUTION = "institution", "Institution"
        GROUP = "group", "Group"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entitlements"
    )
    source = models.CharField(max_length=16, choices=Source, default=Source.COMPLIMENTARY)
    starts_at = models.DateTimeField("starts", default=timezone.now)
    ends_at = models.DateTimeField(
        "ends", null=True, blank=True, help_text="Leave empty for access without an end."
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why; for the desk only.")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        indexes: ClassVar = [
            models.Index(fields=["user", "starts_at", "ends_at"], name="entitlement_in_force")
        ]
        permissions: ClassVar = [
            ("explain_entitlement", "Can see why a reader was let in or refused")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="entitlement_ends_after_start",
                violation_error_message="The end cannot come before the start.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} for {self.user}"

    def is_in_force(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)
