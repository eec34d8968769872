from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """For accounts.middleware.AccountPagesMiddleware, which sees every answer."""
    if user is not None:
        request.signed_out = True  # type: ignore[attr-defined]  # our own mark
