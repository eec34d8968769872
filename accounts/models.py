"""Who someone is."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserQuerySet(models.QuerySet["User"]):
    def with_verified(self) -> "UserQuerySet":
        """Bring along, in the same statement, whether any of the user's addresses is verified."""
        addresses = EmailAddress.objects.filter(user=models.OuterRef("pk"), verified=True)
        return self.annotate(has_verified_address=models.Exists(addresses))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def with_verified(self) -> UserQuerySet:
        return self.get_queryset().with_verified()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractBaseUser, PermissionsMixin):
    """Someone with an account; signs in by e-mail address."""

    email = models.EmailField("e-mail address", unique=True, error_messages={"unique": "This address is taken."})
    name = models.CharField(max_length=120, blank=True, help_text="As it is shown on the site.")
    is_staff = models.BooleanField("may enter the desk", default=False)
    is_active = models.BooleanField("active", default=True, help_text="Take this away instead of deleting the account.")
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_verified(self) -> bool:
        """Whether one of the account's addresses has been proved by its owner."""
        if "has_verified_address" not in self.__dict__:
            addresses = EmailAddress.objects.filter(user_id=self.pk, verified=True)
            self.__dict__["has_verified_address"] = addresses.exists()
        return bool(self.__dict__["has_verified_address"])

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
