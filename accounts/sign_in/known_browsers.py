"""A device cookie: a browser that has signed in to an account has its own rate limits for it.

Other people who guess passwords or request codes cannot use up the owner's limits. The cookie does
not sign anybody in; a stolen one allows no more attempts than any other browser has.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.models import User

COOKIE = "known_browser"
PATH = "/accounts/"  # only sign-in pages need it, so that no cached page varies by it
MAX_COOKIE_LENGTH = 300
MAX_AGE = 180 * 24 * 3600  # seconds
ID_BYTES = 12


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="standfirst.known-browser")


def _account(email: str) -> str:
    """Return a keyed hash of the address: on a shared computer the cookie must not reveal the
    account.
    """
    return salted_hmac("standfirst.known-browser", email.lower(), algorithm="sha256").hexdigest()[
        :32
    ]


def browser_id(request: HttpRequest, email: str) -> str | None:
    """Return this browser's id if it has signed in to this account before, else None."""
    value = request.COOKIES.get(COOKIE, "")
    if not value or len(value) > MAX_COOKIE_LENGTH:
        return None
    try:
        account, _, browser = _signer().unsign(value, max_age=MAX_AGE).partition(".")
    except BadSignature:
        return None
    return browser if secrets.compare_digest(account, _account(email)) else None


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Set the device cookie. A known browser keeps its id, so its rate-limit counters continue."""
    browser = browser_id(request, user.email) or secrets.token_urlsafe(ID_BYTES)
    response.set_cookie(
        COOKIE,
        _signer().sign(f"{_account(user.email)}.{browser}"),
        max_age=MAX_AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
