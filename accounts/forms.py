"""Forms for sign-in, sign-up, second factors and the reader's own profile."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.email_addresses import canonical_or_lower
from accounts.email_fields import LONGEST_ADDRESS, AddressFormField
from accounts.models import User
from accounts.sign_in import unverified_accounts
from accounts.text.validators import refuse_addresses, refuse_invisible

LONGEST_PASSWORD = 256  # characters
LONGEST_KEY_NAME = 60


def refuse_long_password(password: str) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise ValidationError(
            f"Please use at most {LONGEST_PASSWORD} characters; this has {len(password)}."
        )


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressFormField(label=self.fields["login"].label)


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth is untyped
    email = AddressFormField(label="Email")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    email = AddressFormField(label="Email")


class AddEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]  # allauth is untyped
    email = AddressFormField(label="Email")


class SignUpForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth is untyped
    email = AddressFormField(label="Email")

    def validate_unique_email(self, value: str) -> str:
        # Otherwise somebody who cannot verify an address could block its owner from signing up.
        unverified_accounts.delete_for_new_sign_up(value)
        return str(super().validate_unique_email(value))

    def try_save(self, request: HttpRequest) -> Any:
        # Hash the password anyway: a faster response would reveal that the address has an account.
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ConfirmAddressForm(allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth is untyped
    def clean_code(self) -> str:
        # The account was deleted meanwhile, or never existed.
        if self.user is None:
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())


class NameForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        refuse_invisible(name)
        refuse_addresses(name)
        return " ".join(name.split())


class ClosingForm(forms.Form):
    """Confirm closing by typing the account's address, which nobody does by mistake."""

    email = forms.CharField(
        label="Your e-mail address",
        max_length=LONGEST_ADDRESS,
        help_text="Type it to confirm.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        entered = str(self.cleaned_data["email"])
        if canonical_or_lower(entered) != canonical_or_lower(self.user.email):
            raise ValidationError(
                "That isn’t the address of this account. Your account stays as it is."
            )
        return entered


class OnceOnlyCodeForm(forms.Form):
    """Accept each code of an authenticator app only once.

    allauth remembers a used code for one step of 30 seconds, but MFA_TOTP_TOLERANCE makes it valid
    for three steps.
    """

    user: User

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]  # of the form that this is mixed into
        key = f"used-code:{self.user.pk}:{normalize_user_code(code)}"
        steps = 2 * mfa_settings.TOTP_TOLERANCE + 1
        if not cache.add(key, True, steps * mfa_settings.TOTP_PERIOD):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(OnceOnlyCodeForm, AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    pass


class ConfirmSecondFactorForm(OnceOnlyCodeForm, ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    pass


class ActivateAppForm(OnceOnlyCodeForm, ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    pass


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    def clean_name(self) -> str:
        # Cut instead of refuse: the device has created the passkey, and an error would lose it.
        return str(super().clean_name())[:LONGEST_KEY_NAME]


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    name = forms.CharField(max_length=LONGEST_KEY_NAME, validators=[refuse_invisible])
