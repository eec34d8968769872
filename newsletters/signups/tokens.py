"""The addresses in our mails. Each is signed and says what it is for; nobody else can make one, none opens a column.

Each names the address that it was mailed to, as a digest: in a letter box that the account has left, a link still
stops mails, and tells nothing of the new address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import salted_hmac

from newsletters.models import Newsletter, Recipient

CONFIRM_SALT = "standfirst.newsletters.confirm"
OWN_SALT = "standfirst.newsletters.own"
LEAVE_SALT = "standfirst.newsletters.leave"
CONFIRM_WITHIN = timedelta(days=3)
BETWEEN = "~"
EVERYTHING = "everything"


@dataclass(frozen=True)
class SignupRequest:
    """What somebody asked for at a sign-up box: names of the form "newsletter:the-week"."""

    address: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Leaving:
    """Who wants to leave what: a list, some follows, or everything."""

    recipient: Recipient
    what: str
    is_own: bool = True  # the link was mailed to the address that the recipient has now


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def confirm_url(signup_request: SignupRequest) -> str:
    token = signing.dumps([signup_request.address, *signup_request.names], salt=CONFIRM_SALT, compress=True)
    return absolute(reverse("newsletters:confirm", args=[token]))


def request_from_token(token: str) -> SignupRequest | None:
    """None for what we never signed, or too long ago."""
    try:
        address, *names = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except (BadSignature, ValueError):
        return None
    return SignupRequest(str(address), tuple(map(str, names)))


def own_url(recipient: Recipient) -> str:
    """Where a recipient sees and changes all that comes by mail, without signing in."""
    return absolute(reverse("newsletters:own", args=[_sign(OWN_SALT, recipient.pk, _digest(recipient))]))


def recipient_of(token: str) -> Recipient | None:
    parts = _unsign(OWN_SALT, token)
    recipient = Recipient.objects.filter(pk=parts[0]).first() if parts else None
    return recipient if recipient and parts[1:] == [_digest(recipient)] else None


def leave_url(recipient: Recipient, newsletter: Newsletter | None) -> str:
    """Out of one list, or, without one, out of everything."""
    return _leave_url(recipient, f"newsletter:{newsletter.pk}" if newsletter else EVERYTHING)


def unfollow_url(recipient: Recipient, follows: Iterable[int]) -> str:
    """No more of what these bring."""
    return _leave_url(recipient, f"follow:{','.join(map(str, follows))}")


def _leave_url(recipient: Recipient, what: str) -> str:
    return absolute(reverse("newsletters:leave", args=[_sign(LEAVE_SALT, recipient.pk, what, _digest(recipient))]))


def leaving_of(token: str) -> Leaving | None:
    """None for what we never signed, and for whoever is gone already."""
    parts = _unsign(LEAVE_SALT, token)
    recipient = Recipient.objects.filter(pk=parts[0]).first() if parts else None
    return Leaving(recipient, parts[1], parts[2:] == [_digest(recipient)]) if recipient else None


def _digest(recipient: Recipient) -> str:
    return salted_hmac(OWN_SALT, recipient.address).hexdigest()[:16]


def _sign(salt: str, *parts: Any) -> str:
    return Signer(salt=salt, sep=".").sign(BETWEEN.join(map(str, parts)))


def _unsign(salt: str, token: str) -> list[str]:
    try:
        return Signer(salt=salt, sep=".").unsign(token).split(BETWEEN)
    except BadSignature:
        return []
