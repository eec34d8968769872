"""End everything that somebody else set on an account before its address was proved.

Whoever signs up first with a stranger's address must not keep a key to the account that its owner proves later. One
rule for every way to prove an address: only what the person who proves it has shown in this very session may stay.
"""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User
from accounts.signals import credentials_changed


def end_earlier_access(request: HttpRequest, user: User) -> bool:
    """Other sessions end; unless the account's own holder proves it, so do password, passkeys and codes of an app.

    Whether a password was made void, which the reader should be told.
    """
    end_other_sessions(request, user)
    if _holder_is_here(request, user):
        return False
    had_password = user.has_usable_password()
    # A new unusable password is a new hash: pending steps and sessions of others end with it (see pending_steps).
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    credentials_changed.send(sender=User, user=user)
    return had_password


def end_other_sessions(request: HttpRequest, user: User) -> None:
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key or ""):
        session.end()


def _holder_is_here(request: HttpRequest, user: User) -> bool:
    """Tell whether this browser is signed in to the account, signing up for it, or has just given its password."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        return True
    login = unstash_login(request, peek=True)
    if login and login.signup and login.user and login.user.pk == user.pk:
        return True
    records = get_authentication_records(request, user)
    return bool(records) and records[-1]["method"] == "password"
