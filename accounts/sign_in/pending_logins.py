"""End pending sign-ins (waiting for a code or a second factor) if the password has changed.

Django does that for signed-in sessions; allauth's login stages store only the account.
"""

from django.http import HttpRequest

from accounts.models import User

KEY = "pending_sign_in"


def begin(request: HttpRequest, user: User) -> None:
    request.session[KEY] = user.get_session_auth_hash()


def is_void(request: HttpRequest, user: User) -> bool:
    """Return whether the account is gone or its password has changed since this sign-in began."""
    began_with = request.session.pop(KEY, None)
    current = User.objects.filter(pk=user.pk).first()
    return current is None or (
        began_with is not None and began_with != current.get_session_auth_hash()
    )
