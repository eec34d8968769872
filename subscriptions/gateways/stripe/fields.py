"""Fields of many Stripe objects: ids that may be expanded, times in seconds, amounts, metadata."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

StripeObject = dict[str, Any]

FAILED_REFUND_STATES = {"failed", "canceled"}  # no money was returned
HUNDREDTHS = {"ISK", "UGX"}  # have no decimals, but Stripe counts them in hundredths


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def moment_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def id_of(expandable: Any) -> str:
    """Return the id of an expandable field: an object, a plain id or nothing."""
    return str(expandable["id"] if isinstance(expandable, Mapping) else expandable or "")


def metadata_value(data: StripeObject, name: str) -> str:
    """Return a value that we stored in the object's metadata."""
    return str((data.get("metadata") or {}).get(name, ""))


def to_stripe(amount: int, currency: str) -> int:
    return amount * 100 if currency.upper() in HUNDREDTHS else amount


def from_stripe(amount: int, currency: str) -> int:
    return amount // 100 if currency.upper() in HUNDREDTHS else amount
