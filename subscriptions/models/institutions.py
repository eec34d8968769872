from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from subscriptions.models.entitlements import Entitlement

ADDRESS_DIGITS = 32  # 128 bits in hexadecimal, so that addresses of both families sort as text


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def in_force(self, at: datetime) -> "InstitutionQuerySet":
        return self.filter(starts_at__lte=at, ends_at__gt=at)


class Institution(models.Model):
    """A library, school or firm with access for its readers.

    It lasts from `starts_at` up to, not including, `ends_at`.
    """

    name = models.CharField(
        max_length=120, unique=True, help_text="As readers see it: “You read with …”."
    )
    starts_at = models.DateTimeField("contract starts")
    ends_at = models.DateTimeField("contract ends")
    seats = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="For readers with an address at its domains. Leave empty for as many as come.",
    )
    contact = models.CharField(
        max_length=200,
        blank=True,
        help_text="Whom its readers may ask for a seat: a desk, an address. They see it.",
    )
    note = models.CharField(max_length=500, blank=True, help_text="For the desk only.")

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="contract_ends_after_start",
                violation_error_message="The contract cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


class InstitutionNetwork(models.Model):
    """An IP range: `text` as entered, `first` and `last` as 32 hexadecimal digits."""

    class Family(models.IntegerChoices):
        IPV4 = 4, "IPv4"
        IPV6 = 6, "IPv6"

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="networks")
    text = models.CharField("addresses", max_length=100)
    family = models.PositiveSmallIntegerField(choices=Family, editable=False)
    first = models.CharField(max_length=ADDRESS_DIGITS, editable=False)
    last = models.CharField(max_length=ADDRESS_DIGITS, editable=False)

    class Meta:
        verbose_name = "range of addresses"
        verbose_name_plural = "ranges of addresses"
        ordering: ClassVar = ["family", "first"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "first"], name="unique_ip_range_start"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="ip_range_end_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(first__regex=r"^[0-9a-f]{32}$", last__regex=r"^[0-9a-f]{32}$"),
                name="ip_range_address_length",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class InstitutionDomain(models.Model):
    """An e-mail domain whose readers, with a verified address, get a seat."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        max_length=253, unique=True, error_messages={"unique": "This domain is taken."}
    )
    with_subdomains = models.BooleanField("subdomains too", default=False)

    class Meta:
        verbose_name = "e-mail domain"
        ordering: ClassVar = ["domain"]

    def __str__(self) -> str:
        return self.domain


class InstitutionSeat(models.Model):
    """One reader's seat.

    Unique slots enforce the limit: there are never more rows than `Institution.seats`.
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="taken_seats"
    )
    slot = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="institution_seats"
    )
    entitlement = models.OneToOneField(
        Entitlement,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="institution_seat",
    )
    claimed_at = models.DateTimeField()
    reader_number = models.PositiveBigIntegerField(null=True, editable=False)
    # A keyed hash of the mailbox at the institution's domain that justifies the seat
    # (accounts.email_addresses).
    mailbox_key = models.CharField(
        max_length=64, null=True, editable=False
    )  # NULL is never a duplicate

    class Meta:
        verbose_name = "seat"
        ordering: ClassVar = ["slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "slot"], name="unique_institution_slot"),
            models.UniqueConstraint(
                fields=["institution", "user"], name="unique_institution_reader"
            ),
            # One seat for each reader and each mailbox, also if the account began elsewhere.
            models.UniqueConstraint(
                fields=["institution", "reader_number"], name="unique_institution_reader_number"
            ),
            models.UniqueConstraint(
                fields=["institution", "mailbox_key"], name="unique_institution_mailbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.institution}"
