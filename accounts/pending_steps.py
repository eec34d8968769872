"""Half-finished sign-ins (a code or a second factor still to come) end when the password changes meanwhile.

Django does that for sessions of people who are signed in; allauth's pending steps know only whose account it is.
"""

from django.http import HttpRequest

from accounts.models import User

KEY = "pending_sign_in"


def begin(request: HttpRequest, user: User) -> None:
    request.session[KEY] = user.get_session_auth_hash()


def is_void(request: HttpRequest, user: User) -> bool:
    """Whether the account's password is another than when this sign-in began."""
    began_with = request.session.pop(KEY, None)
    current = User.objects.filter(pk=user.pk).first()
    return current is None or (began_with is not None and began_with != current.get_session_auth_hash())
