"""Form and model fields that convert e-mail addresses to their canonical spelling."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.email_addresses import AddressError, canonical, canonical_or_lower

if TYPE_CHECKING:
    BaseField = models.EmailField[str, str]
else:
    BaseField = models.EmailField

LONGEST_ADDRESS = 254
NOT_WHOLE = "That isn’t a complete e-mail address. Type it like name@example.org."


def refuse_undeliverable(address: str) -> None:
    _canonical_or_refused(address)


def _canonical_or_refused(address: str) -> str:
    try:
        return canonical(address)
    except AddressError as error:
        raise ValidationError(NOT_WHOLE, code="invalid") from error


class AddressFormField(forms.EmailField):
    default_error_messages = {"invalid": NOT_WHOLE}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(**{"max_length": LONGEST_ADDRESS, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> str:
        # Convert before max_length is checked: a domain can be longer in ASCII than in Unicode.
        return _canonical_or_refused(str(super().to_python(value) or ""))


class AddressField(BaseField):
    """Store and look up addresses in their canonical spelling."""

    default_validators = [*models.EmailField.default_validators, refuse_undeliverable]

    def deconstruct(self) -> Any:
        # Migrations use Django's field: the database column is the same.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def to_python(self, value: Any) -> Any:
        # Django calls this when it saves, looks up and validates.
        return canonical_or_lower(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # Also change the instance, so that it equals its database row.
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value
