"""A signed stamp in public forms, with a random id and the time the page was made.

A form that comes back within seconds was not filled in by a person; one that comes back twice
counts once.
"""

import secrets
from datetime import UTC, datetime, timedelta

from accounts.exceptions import Refusal
from accounts.signing import TokenSigner

SIGNER = TokenSigner("standfirst.once")
SOONEST = timedelta(seconds=3)
LATEST = timedelta(days=1)
BETWEEN = "."

TOO_SOON = "That was quick. Please check it, and send it again."
TOO_LATE = (
    "This page was open for more than a day. What you typed is still there: please send it again."
)


class StampError(Refusal):
    pass


def fresh(at: datetime) -> str:
    return SIGNER.sign(f"{secrets.token_urlsafe(12)}{BETWEEN}{int(at.timestamp())}")


def stamp_id(stamp: str, *, at: datetime) -> str:
    """Return the id in the stamp.

    Raises StampError for a forged stamp, or a form sent too soon or too late.
    """
    value = SIGNER.unsign(stamp)
    if value is None:
        raise StampError(TOO_LATE)
    identifier, _, made = value.rpartition(BETWEEN)
    age = at - datetime.fromtimestamp(int(made), UTC)
    if age < SOONEST:
        raise StampError(TOO_SOON)
    if age > LATEST:
        raise StampError(TOO_LATE)
    return identifier
