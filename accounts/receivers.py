from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_confirmed,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from accounts.reader import mailboxes
from accounts.sign_in import email_verification, known_browsers
from accounts.signals import credentials_changed

RESET_REQUIRED = (
    "Your address is confirmed. The password that was set before, maybe by somebody else, no longer"
    " works: you can choose a new one here."
)


@receiver(post_save, sender=EmailAddress)
def assign_reader_number(
    sender: Any, instance: EmailAddress, raw: bool = False, **kwargs: Any
) -> None:
    if instance.verified and not raw:
        mailboxes.assign(instance.user, instance.email)


@receiver(post_delete, sender=Authenticator)
def delete_recovery_codes_with_last_factor(
    sender: Any, instance: Authenticator, **kwargs: Any
) -> None:
    # allauth does this on the reader's page only, not when the desk deletes a lost factor.
    own = Authenticator.objects.filter(user_id=instance.user_id)
    if not own.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        own.delete()


@receiver(user_logged_out)
def note_sign_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        # AccountPagesMiddleware then clears the browser's storage.
        request.signed_out = True  # type: ignore[attr-defined]  # our own mark


@receiver(user_logged_in)
def remember_browser(
    sender: Any, request: HttpRequest, response: HttpResponseBase, user: User, **kwargs: Any
) -> None:
    known_browsers.remember(request, response, user)


@receiver(email_confirmed)
def end_earlier_access(
    sender: Any, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    # allauth sends this signal for every way to verify an address.
    if email_verification.end_earlier_access(request, email_address.user):
        messages.info(request, RESET_REQUIRED)


@receiver([password_changed, password_set, password_reset])
def announce_new_password(sender: Any, user: User, **kwargs: Any) -> None:
    credentials_changed.send(sender=User, user=user)
