"""Accounts, the mailboxes that identify one reader across accounts, and the outbox."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.email_addresses import canonical_or_lower
from accounts.email_fields import AddressField


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=canonical_or_lower(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a superuser with a verified address, so that the first sign-in needs no e-mail."""
        user = self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account; its owner signs in by e-mail address."""

    email = AddressField(
        "e-mail address", unique=True, error_messages={"unique": "This address is taken."}
    )
    name = models.CharField(max_length=120, blank=True, help_text="As it is shown on the site.")
    is_staff = models.BooleanField("may enter the desk", default=False)
    is_active = models.BooleanField(
        "active", default=True, help_text="Clear this instead of deleting the account."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    mailbox_number = models.PositiveBigIntegerField(null=True, editable=False, db_index=True)

    objects: ClassVar[UserManager] = UserManager()

    _verified: bool | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="unique_user_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def reader_number(self) -> int:
        """Return the number that limits count by, such as one trial for each reader.

        Accounts of one mailbox share it.
        """
        return int(self.mailbox_number or self.pk)

    @property
    def is_verified(self) -> bool:
        if self._verified is None:
            self._verified = EmailAddress.objects.filter(user_id=self.pk, verified=True).exists()
        return self._verified

    def verified_addresses(self) -> list[str]:
        proved = EmailAddress.objects.filter(user_id=self.pk, verified=True)
        return [canonical_or_lower(address) for address in proved.values_list("email", flat=True)]

    @property
    def has_desk_access(self) -> bool:
        return self.is_staff and self.is_active and not self.lacks_second_factor

    @cached_property
    def lacks_second_factor(self) -> bool:
        if not (settings.STAFF_MFA and self.is_staff):
            return False
        return not self.has_second_factor

    @property
    def has_second_factor(self) -> bool:
        # Recovery codes alone are none: allauth does not ask for them at the sign-in.
        own = Authenticator.objects.filter(user_id=self.pk)
        return bool(own.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return not self.lacks_second_factor and super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return not self.lacks_second_factor and super().has_module_perms(app_label)

    def remember_verified(self, verified: bool) -> None:
        """Store `is_verified` from a query that also loaded the user (accounts.backends)."""
        self._verified = verified

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Mailbox(models.Model):
    """A verified mailbox as a keyed hash, deleted some time after its last account was closed.

    `number` is the reader number of all its accounts: the primary key of the first one.
    """

    key = models.CharField(max_length=64, unique=True)
    number = models.PositiveBigIntegerField(db_index=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.key[:8]


class OutboxEmail(models.Model):
    """An e-mail of the outbox (accounts.mail.outbox).

    `name` and `key` identify the event, so that it is sent once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outbox_emails",
    )
    subscription = models.ForeignKey(
        "subscriptions.Subscription",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outbox_emails",
    )
    name = models.CharField(max_length=60, help_text="The name of the e-mail.")
    key = models.CharField(max_length=160, help_text="The event: one e-mail for each.")
    subject = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(help_text="When a process began to send it.")
    until = models.DateTimeField(null=True, help_text="After this time it is too late to send it.")
    # The rendered e-mail, so that a retry sends the same text; deleted after sending.
    unsent = models.JSONField(
        default=dict, blank=True, help_text="The rendered e-mail, until it is sent."
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "e-mail in the outbox"
        verbose_name_plural = "e-mails in the outbox"
        ordering: ClassVar = ["-claimed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "key"], name="unique_outbox_email")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["claimed_at"], condition=models.Q(sent_at=None), name="outbox_email_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
