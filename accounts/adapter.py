import time
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import forms, rate_limits
from accounts.absolute_urls import absolute_url
from accounts.email_addresses import mailbox
from accounts.mail import compose
from accounts.models import User
from accounts.reader.client_ip import address_of, client_address, network_of_request
from accounts.sign_in import known_browsers, pending_logins, unverified_accounts
from accounts.signals import credentials_changed
from accounts.text.validators import refuse_invisible

MAIL_IS_DOWN = "Our mail isn’t going out at the moment. Please ask for it again in a few minutes."
BEGIN_AGAIN = "The password of this account has been changed. Please sign in again."
TOO_MANY_PASSWORDS = "Too many attempts. Wait {wait}, or have a code mailed to you."
TOO_MANY_CODES = "Too many attempts. Wait {wait}, then try again."
# Anybody can request these e-mails for any address, so they are rate limited.
RATE_LIMITED_MAILS = {
    "login_code",
    "password_reset_code",
    "unknown_account",
    "account_already_exists",
    "email_confirmation",
    "email_confirmation_signup",
}
WRONG_CODE = "That isn’t the code. Look at the newest mail from us, or ask for a new code."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's account flows with safer rate limits and redirects, and this site's texts."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is deactivated.",
        "email_password_mismatch": (
            "Wrong address or password. Try again, or ask for a code by e-mail."
        ),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That isn’t your password.",
        "enter_current_password": "That isn’t your password.",
        "same_as_current": "That is your address already.",
        "duplicate_email": "That is your address already.",
    }

    def is_safe_url(self, url: str) -> bool:
        """Allow redirects to the current host only.

        ALLOWED_HOSTS may include hosts that serve other people's pages.
        """
        request: HttpRequest = current.request
        return url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )

    def clean_email(self, email: str) -> str:
        refuse_invisible(email)
        return email

    def clean_password(self, password: str, user: User | None = None) -> str:
        forms.refuse_long_password(password)
        return str(super().clean_password(password, user))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if response is None:
            # Store the password's session hash, so that login() notices a change of the password.
            pending_logins.begin(request, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        if pending_logins.is_void(request, user):
            clear_login(request)
            messages.error(request, BEGIN_AGAIN)
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # allauth never asks an account that has neither password nor second factor.
        request: HttpRequest = current.request
        if not get_reauthentication_flows(request.user):
            records = get_authentication_records(request, request.user)
            last = records[-1]["at"] if records else 0
            if time.time() - last >= account_settings.REAUTHENTICATION_TIMEOUT:
                raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [
            {
                "id": "code",
                "description": "Use a mailed code",
                "url": reverse("accounts:sign-in-again"),
            }
        ]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the meter uses.

        allauth would treat all IPv4-mapped addresses as one network.
        """
        return address_of(client_address(request)) or "0.0.0.0"  # noqa: S104 - unknown, as behind a Unix socket

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before checking the password.

        A known browser has its own limit, so other people's attempts do not lock it out.
        """
        email = str(credentials.get("email") or "")
        browser = known_browsers.browser_id(request, email)
        if request.user.is_authenticated:
            limits = [("login_failed_known", f"account {request.user.pk}")]
        elif browser:
            limits = [("login_failed_known", f"browser {browser}")]
        else:
            mailbox_key = self._get_login_attempts_cache_key(request, **credentials)
            limits = [
                ("login_failed_network", network_of_request(request)),
                ("login_failed", mailbox_key),
            ]
        # allauth reads this attribute to give the attempt back after a correct password.
        self._login_failed_rl_usage = RateLimitUsage(usage=[])
        for action, key in limits:
            used = rate_limits.consume(request, action=action, key=key)
            if not used:
                wait = rate_limits.duration_in_words(
                    rate_limits.seconds_to_wait(request, action=action, key=key)
                )
                raise ValidationError(
                    TOO_MANY_PASSWORDS.format(wait=wait), code="too_many_login_attempts"
                )
            self._login_failed_rl_usage.usage.extend(used.usage)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Use the e-mail address alone.

        allauth adds the Host header, which an attacker can vary (for example its port).
        """
        return mailbox(str(credentials.get("email") or ""))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Add the time to wait to the messages of allauth's rate limits."""
        if code not in {"too_many_login_attempts", "rate_limited"}:
            return super().validation_error(code, *args)  # type: ignore[no-any-return]
        wait = rate_limits.duration_in_words(self._seconds_to_wait(current.request))
        return ValidationError(TOO_MANY_CODES.format(wait=wait), code=code)

    def _seconds_to_wait(self, request: HttpRequest) -> float:
        """Return the longer wait: for codes by network, or for second factors by account."""
        stage = get_pending_stage(request)
        user = request.user if request.user.is_authenticated else stage and stage.login.user
        by_network = rate_limits.seconds_to_wait(request, action="request_login_code")
        if not user:
            return by_network
        key = f"mfa-auth-user-{user.pk}"
        return max(by_network, rate_limits.seconds_to_wait(request, action="login_failed", key=key))

    def respond_email_verification_sent(
        self, request: HttpRequest, user: User | None
    ) -> HttpResponse:
        # Keep `next` for a reader who starts again with another address.
        return redirect(
            passthrough_next_redirect_url(
                request, reverse("account_email_verification_sent"), "next"
            )
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_staff:
            return reverse("admin:index")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the e-mail emails/<name>.txt.

        `template_prefix` ends in the name ("account/email/login_code").
        """
        request: HttpRequest = current.request
        name = template_prefix.rpartition("/")[2]
        if name in RATE_LIMITED_MAILS:
            wait = rate_limits.consume_mail_limit(request, name, email)
            if wait:
                raise ImmediateHttpResponse(rate_limits.too_many_requests(request, wait))
        context = {"email": email, **context}
        for key in [key for key in context if key.endswith("_url")]:
            # allauth builds URLs from the Host header, which a client can forge.
            parts = urlsplit(str(context[key]))
            path = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
            context[key] = absolute_url(path)
        if not compose.send(compose.compose(name, email, context)):
            self._redirect_with_mail_error(name, context)

    def _redirect_with_mail_error(self, name: str, context: dict[str, Any]) -> None:
        """Redirect back to the form for a code.

        The next page would say that a code was sent.
        """
        request: HttpRequest = current.request
        if name not in RATE_LIMITED_MAILS:
            return  # a notification about a completed action; the failure is in the log
        if name == "email_confirmation_signup":
            unverified_accounts.delete(context["user"])  # so that signing up again is possible
        messages.error(request, MAIL_IS_DOWN)
        raise ImmediateHttpResponse(
            redirect(passthrough_next_redirect_url(request, request.path, "next"))
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            "That isn’t the code. Your app shows a new one every 30 seconds; type the one it shows"
            " now."
        ),
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return "My passkey"


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth is untyped
    def end_sessions(self, sessions: list[Any]) -> None:
        super().end_sessions(sessions)
        # Somebody who signs out everywhere else may suspect that another person uses the account.
        credentials_changed.send(sender=User, user=current.request.user)
