"""A signed stamp in public forms, with a random id and the time the page was made.

A form that comes back within seconds was not filled in by a person; one that comes back twice
counts once.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

SOONEST = timedelta(seconds=3)
LATEST = timedelta(days=1)
BETWEEN = "."

TOO_SOON = "That was quick. Please check it, and send it again."
TOO_LATE = (
    "This page was open for more than a day. What you typed is still there: please send it again."
)


class NotNow(Exception):
    """Raised for a stamp that is not accepted; its text tells the reader what to do."""


def fresh(at: datetime) -> str:
    return _signer().sign(f"{secrets.token_urlsafe(12)}{BETWEEN}{int(at.timestamp())}")


def page_of(mark: str, *, at: datetime) -> str:
    """Return the page's id.

    Raises NotNow for a forged stamp, or a form sent too soon or too late.
    """
    try:
        page, _, made = str(_signer().unsign(mark)).rpartition(BETWEEN)
    except BadSignature as problem:
        raise NotNow(TOO_LATE) from problem
    age = at - datetime.fromtimestamp(int(made), UTC)
    if age < SOONEST:
        raise NotNow(TOO_SOON)
    if age > LATEST:
        raise NotNow(TOO_LATE)
    return page


def _signer() -> Signer:
    return Signer(salt="standfirst.once")
