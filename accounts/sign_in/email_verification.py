"""End all access to an account from before its e-mail address was verified.

Anybody may sign up with another person's address. When the owner verifies it later, passwords,
passkeys and sessions from before must not open the account. They stay only if the session that
verifies the address belongs to the account.
"""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import credentials_changed


def end_earlier_access(request: HttpRequest, user: User) -> bool:
    """End other sessions.

    Delete password and second factors if the browser does not belong to the account.

    Return whether a password was removed, so that the view can tell the reader.
    """
    end_other_sessions(request, user)
    if _is_account_holder(request, user):
        return False
    had_password = user.has_usable_password()
    # An unusable password ends other sessions and pending sign-ins too (see pending_logins).
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    credentials_changed.send(sender=User, user=user)
    return had_password


def end_other_sessions(request: HttpRequest, user: User) -> None:
    for session in UserSession.objects.filter(user=user).exclude(
        session_key=request.session.session_key or ""
    ):
        session.end()


def _is_account_holder(request: HttpRequest, user: User) -> bool:
    """Return whether this browser is signed in to the account, or about to be.

    It may be signing up for the account, or have just entered its password.
    """
    if request.user.is_authenticated and request.user.pk == user.pk:
        return True
    login = unstash_login(request, peek=True)
    if login and login.signup and login.user and login.user.pk == user.pk:
        return True
    records = get_authentication_records(request, user)
    return bool(records) and records[-1]["method"] == "password"
