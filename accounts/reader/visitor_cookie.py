"""The visitor cookie: a signed random id.

The meter's count is in the database, so replaying an old cookie gains nothing.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase

COOKIE = "visitor"
ID_BYTES = 16
MAX_COOKIE_LENGTH = 200
MAX_AGE = 396 * 24 * 3600  # seconds: 13 months


def _signer() -> Signer:
    return Signer(salt="standfirst.visitor")


def new_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


def read(request: HttpRequest) -> str | None:
    value = request.COOKIES.get(COOKIE, "")
    if not value or len(value) > MAX_COOKIE_LENGTH:
        return None
    try:
        return str(_signer().unsign(value))
    except BadSignature:
        return None


def remember(response: HttpResponseBase, visitor_id: str) -> None:
    response.set_cookie(
        COOKIE,
        _signer().sign(visitor_id),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
