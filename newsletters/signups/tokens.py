"""Signed links in e-mails: confirm, unsubscribe, manage. None of them opens a column.

Each contains a hash of the address that it was sent to. After the account has changed its address,
old links can still unsubscribe, but do not reveal the new address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.signing import BadSignature
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.absolute_urls import absolute_url
from accounts.signing import TokenSigner
from newsletters.models import Newsletter, Recipient

CONFIRM_SALT = "standfirst.newsletters.confirm"
OWN_SALT = "standfirst.newsletters.own"
OWN = TokenSigner(OWN_SALT, sep=".")
LEAVE = TokenSigner("standfirst.newsletters.leave", sep=".")
CONFIRM_WITHIN = timedelta(days=3)
BETWEEN = "~"
EVERYTHING = "everything"


@dataclass(frozen=True)
class SignupRequest:
    """A sign-up that is not confirmed yet; names are like "newsletter:the-week"."""

    address: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Leaving:
    """A request to unsubscribe from a newsletter, from follows, or from everything."""

    recipient: Recipient
    what: str
    is_own: bool = True  # the link was sent to the recipient's present address


def confirm_url(signup_request: SignupRequest) -> str:
    token = signing.dumps(
        [signup_request.address, *signup_request.names], salt=CONFIRM_SALT, compress=True
    )
    return absolute_url(reverse("newsletters:confirm", args=[token]))


def request_from_token(token: str) -> SignupRequest | None:
    """Return the sign-up, or None if the token is not valid or older than CONFIRM_WITHIN."""
    try:
        address, *names = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except (BadSignature, ValueError):
        return None
    return SignupRequest(str(address), tuple(map(str, names)))


def own_url(recipient: Recipient) -> str:
    """Return the URL where a recipient manages all e-mails without signing in."""
    return absolute_url(
        reverse("newsletters:own", args=[_sign(OWN, recipient.pk, _digest(recipient))])
    )


def recipient_of(token: str) -> Recipient | None:
    parts = _unsign(OWN, token)
    recipient = Recipient.objects.filter(pk=parts[0]).first() if parts else None
    return recipient if recipient and parts[1:] == [_digest(recipient)] else None


def leave_url(recipient: Recipient, newsletter: Newsletter | None) -> str:
    """Return the URL that unsubscribes from this newsletter, or from everything if it is None."""
    return _leave_url(recipient, f"newsletter:{newsletter.pk}" if newsletter else EVERYTHING)


def unfollow_url(recipient: Recipient, follows: Iterable[int]) -> str:
    return _leave_url(recipient, f"follow:{','.join(map(str, follows))}")


def _leave_url(recipient: Recipient, what: str) -> str:
    return absolute_url(
        reverse("newsletters:leave", args=[_sign(LEAVE, recipient.pk, what, _digest(recipient))])
    )


def leaving_of(token: str) -> Leaving | None:
    """Return the request, or None if the token is not valid or the recipient is already deleted."""
    parts = _unsign(LEAVE, token)
    recipient = Recipient.objects.filter(pk=parts[0]).first() if parts else None
    return Leaving(recipient, parts[1], parts[2:] == [_digest(recipient)]) if recipient else None


def _digest(recipient: Recipient) -> str:
    return salted_hmac(OWN_SALT, recipient.address).hexdigest()[:16]


def _sign(signer: TokenSigner, *parts: Any) -> str:
    return signer.sign(BETWEEN.join(map(str, parts)))


def _unsign(signer: TokenSigner, token: str) -> list[str]:
    value = signer.unsign(token)
    return [] if value is None else value.split(BETWEEN)
