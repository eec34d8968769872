from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from accounts import known_browsers
from accounts.models import User


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """For accounts.middleware.AccountPagesMiddleware, which sees every answer."""
    if user is not None:
        request.signed_out = True  # type: ignore[attr-defined]  # our own mark


@receiver(user_logged_in)
def remember_browser(sender: Any, request: HttpRequest, response: HttpResponseBase, user: User, **kwargs: Any) -> None:
    known_browsers.remember(request, response, user)
