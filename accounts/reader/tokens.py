"""Access tokens of links in a signed cookie. Higher apps define what a token opens."""

from collections.abc import Sequence

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase

COOKIE = "tokens"
BETWEEN = "|"
MOST_TOKENS = 12  # older ones are dropped, so that the cookie stays small
MAX_COOKIE_LENGTH = 1500
MAX_AGE = 30 * 24 * 3600  # seconds


def _signer() -> Signer:
    return Signer(salt="standfirst.tokens")


def read(request: HttpRequest) -> tuple[str, ...]:
    value = request.COOKIES.get(COOKIE, "")
    if not value or len(value) > MAX_COOKIE_LENGTH:
        return ()
    try:
        # oldest first
        return tuple(str(_signer().unsign(value)).split(BETWEEN))
    except BadSignature:
        return ()


def remember(response: HttpResponseBase, tokens: Sequence[str]) -> None:
    response.set_cookie(
        COOKIE,
        _signer().sign(BETWEEN.join(tokens[-MOST_TOKENS:])),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
