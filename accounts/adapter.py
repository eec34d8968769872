from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import forms, mail
from accounts.models import User

MAIL_IS_DOWN = "Our mail isn’t going out at the moment. Please ask for it again in a few minutes."
WRONG_CODE = "That isn’t the code. Look at the newest mail from us, or ask for a new code."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Where the house differs from allauth's defaults."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed for the moment.",
        "email_password_mismatch": "Address and password don’t belong together. Try again, or have a code mailed.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or have a code mailed to you.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That isn’t your password.",
        "enter_current_password": "That isn’t your password.",
        "same_as_current": "That is your address already.",
        "duplicate_email": "That is your address already.",
        "rate_limited": "That was quick. Wait a little before you ask again.",
    }

    def is_safe_url(self, url: str) -> bool:
        """This very host only: other hosts that the server answers to may be somebody else's pages."""
        request: HttpRequest = current.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def clean_email(self, email: str) -> str:
        forms.refuse_invisible(email)
        return email

    def clean_password(self, password: str, user: User | None = None) -> str:
        forms.refuse_long_password(password)
        return str(super().clean_password(password, user))

    def respond_email_verification_sent(self, request: HttpRequest, user: User | None) -> HttpResponse:
        """The way back goes along, for a reader who begins again with another address."""
        return redirect(passthrough_next_redirect_url(request, reverse("account_email_verification_sent"), "next"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """`template_prefix` ends in the name of a mail: "account/email/login_code" is emails/login_code.txt."""
        request: HttpRequest = current.request
        name = template_prefix.rpartition("/")[2]
        if not mail.send(mail.compose(name, email, {"email": email, **context})):
            messages.error(request, MAIL_IS_DOWN)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That isn’t the code. Your app shows a new one every 30 seconds; type the one it shows now.",
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return "My passkey"
