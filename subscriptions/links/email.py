"""Links in our e-mails that open one column: signed, valid for seven days, in a few browsers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from accounts.signing import TokenSigner
from subscriptions.models import EmailLink

SIGNER = TokenSigner("standfirst.letter-link", sep=".")
OPEN_FOR = timedelta(days=7)
MAX_DEVICES = 5
BETWEEN = "~"
NO_ACCOUNT = 0  # no account


def build_token(holder: str, column_pk: int, *, user_pk: int | None, at: datetime) -> str:
    """Return the signed token for the link's URL.

    The row is only created when somebody opens the link.

    With `user_pk` it works while that account is entitled; without, for whoever has it.
    """
    ends = int((at + OPEN_FOR).timestamp())
    return SIGNER.sign(BETWEEN.join(map(str, (holder, column_pk, user_pk or NO_ACCOUNT, ends))))


def from_token(text: str) -> EmailLink | None:
    """Return the link of a token, expired or not.

    None: its signature is wrong, or its column or account is gone.
    """
    parts = (SIGNER.unsign(text) or "").split(BETWEEN)
    if len(parts) != 4:
        return None
    holder, column_pk, user_pk, ends = parts
    expires_at = datetime.fromtimestamp(int(ends), UTC)
    named: dict[str, Any] = {
        "holder": holder,
        "column_id": int(column_pk),
        "expires_at": expires_at,
    }
    values: dict[str, Any] = {
        "user_id": int(user_pk) or None,
        "made_at": expires_at - OPEN_FOR,
        "devices_allowed": MAX_DEVICES,
    }
    try:
        # Checks that column and account still exist.
        EmailLink(**named, **values).clean_fields(exclude=() if values["user_id"] else ("user",))
    except ValidationError:
        return None
    return EmailLink.objects.get_or_create(**named, defaults=values)[0]
