"""Helpers for fields of all Stripe objects: ids that may be expanded, times in seconds,
metadata.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

StripeObject = dict[str, Any]

UNDONE = {"failed", "canceled"}  # states of refunds that returned no money


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def moment_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def id_of(expandable: Any) -> str:
    """Return the id of an expandable field: an object, a plain id or nothing."""
    return str(expandable["id"] if isinstance(expandable, Mapping) else expandable or "")


def named_in(data: StripeObject, name: str) -> str:
    """Return a value that we stored in the object's metadata."""
    return str((data.get("metadata") or {}).get(name, ""))
