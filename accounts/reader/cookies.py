"""The reader's cookies: a random visitor id, and the links that the browser has opened."""

import secrets
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase

from accounts.signing import SignedCookie

# The meter's count is in the database, so replaying an old cookie gains nothing.
VISITOR = SignedCookie(
    name="visitor",
    salt="standfirst.visitor",
    max_age=396 * 24 * 3600,  # 13 months
    max_length=200,
)
VISITOR_ID_BYTES = 16
# Higher apps define what a token opens.
LINK_TOKENS = SignedCookie(
    name="tokens",
    salt="standfirst.tokens",
    max_age=30 * 24 * 3600,
    max_length=1500,
)
BETWEEN = "|"
MAX_TOKENS = 12  # older ones are dropped, so that the cookie stays small


def new_visitor_id() -> str:
    return secrets.token_urlsafe(VISITOR_ID_BYTES)


def read_link_tokens(request: HttpRequest) -> tuple[str, ...]:
    """Return the tokens, the oldest first."""
    value = LINK_TOKENS.read(request)
    return () if value is None else tuple(value.split(BETWEEN))


def set_link_tokens(response: HttpResponseBase, tokens: Sequence[str]) -> None:
    LINK_TOKENS.set(response, BETWEEN.join(tokens[-MAX_TOKENS:]))
