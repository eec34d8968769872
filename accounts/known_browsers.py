"""The device cookie: a browser that has signed in to an account keeps its own limits there.

Strangers who guess passwords or ask for codes use up the limits of strangers only. The cookie signs nobody in; a stolen
one allows no more tries than any browser has.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.models import User

COOKIE = "known_browser"
PATH = "/accounts/"  # only the pages for signing in need it, so no cached page varies by it
MAX_COOKIE_LENGTH = 300
MAX_AGE = 180 * 24 * 3600  # seconds
ID_BYTES = 12


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="standfirst.known-browser")


def _account(email: str) -> str:
    """The address as a keyed hash: a browser on a shared computer does not tell whose account it knows."""
    return salted_hmac("standfirst.known-browser", email.lower(), algorithm="sha256").hexdigest()[:32]


def known_as(request: HttpRequest, email: str) -> str | None:
    """This browser's id if it has signed in to the account of this address, else None."""
    value = request.COOKIES.get(COOKIE, "")
    if not value or len(value) > MAX_COOKIE_LENGTH:
        return None
    try:
        account, _, browser = _signer().unsign(value, max_age=MAX_AGE).partition(".")
    except BadSignature:
        return None
    return browser if secrets.compare_digest(account, _account(email)) else None


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """A browser that is known already keeps its id, and so its counters."""
    browser = known_as(request, user.email) or secrets.token_urlsafe(ID_BYTES)
    response.set_cookie(
        COOKIE,
        _signer().sign(f"{_account(user.email)}.{browser}"),
        max_age=MAX_AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
