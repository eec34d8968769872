"""A device cookie: a browser that has signed in to an account has its own rate limits for it.

Other people who guess passwords or request codes cannot use up the owner's limits. The cookie does
not sign anybody in; a stolen one allows no more attempts than any other browser has.
"""

import secrets

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.signing import SignedCookie

COOKIE = SignedCookie(
    name="known_browser",
    salt="standfirst.known-browser",
    max_age=180 * 24 * 3600,
    max_length=300,
    path="/accounts/",  # only sign-in pages need it, so that no cached page varies by it
    expires=True,
)
ID_BYTES = 12


def browser_id(request: HttpRequest, email: str) -> str | None:
    """Return this browser's id if it has signed in to this account before, else None."""
    value = COOKIE.read(request)
    if value is None:
        return None
    account, _, browser = value.partition(".")
    return browser if secrets.compare_digest(account, account_hash(email)) else None


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Set the device cookie. A known browser keeps its id, so its rate-limit counters continue."""
    browser = browser_id(request, user.email) or secrets.token_urlsafe(ID_BYTES)
    COOKIE.set(response, f"{account_hash(user.email)}.{browser}")


def account_hash(email: str) -> str:
    """Return a keyed hash of the address.

    On a shared computer the cookie must not reveal the account.
    """
    digest = salted_hmac("standfirst.known-browser", email.lower(), algorithm="sha256")
    return digest.hexdigest()[:32]
