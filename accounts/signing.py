"""Signed values in URLs and cookies, each kind with a salt of its own."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.http import HttpRequest, HttpResponseBase


@dataclass(frozen=True)
class TokenSigner:
    """Sign and check one kind of token. URLs that are sent by e-mail use "." as `sep`."""

    salt: str
    sep: str = ":"

    def sign(self, value: str) -> str:
        return Signer(salt=self.salt, sep=self.sep).sign(value)

    def unsign(self, token: str) -> str | None:
        try:
            return Signer(salt=self.salt, sep=self.sep).unsign(token)
        except BadSignature:
            return None


@dataclass(frozen=True)
class SignedCookie:
    """A cookie that scripts cannot read and browsers cannot change.

    Django's signed cookies always have a timestamp; here only those with `expires` need one.
    """

    name: str
    salt: str
    max_age: int  # seconds
    max_length: int  # longer values are not even checked
    path: str = "/"
    expires: bool = False  # the server, too, refuses a value older than `max_age`

    def read(self, request: HttpRequest) -> str | None:
        """Return the value; None without the cookie, or for a wrong signature."""
        value = request.COOKIES.get(self.name, "")
        if not value or len(value) > self.max_length:
            return None
        try:
            if self.expires:
                return TimestampSigner(salt=self.salt).unsign(value, max_age=self.max_age)
            return Signer(salt=self.salt).unsign(value)
        except BadSignature:
            return None

    def set(self, response: HttpResponseBase, value: str) -> None:
        signer = TimestampSigner if self.expires else Signer
        response.set_cookie(
            self.name,
            signer(salt=self.salt).sign(value),
            max_age=self.max_age,
            path=self.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
