"""What stands at the end of a free opening: what happened, the offer, the account, the day the meter resets."""

from typing import Any
from urllib.parse import urlencode

from subscriptions import offers, policy, sentences
from subscriptions.paywall import Access, Reason


def wall_context(access: Access, *, next_path: str) -> dict[str, Any]:
    """The context of subscriptions/_wall.html for a refused reader."""
    return {
        "sentence": sentences.wall_line(access),
        "offer": offers.lowest(),
        "account_columns": _account_columns(access),
        "returns_on": access.meter.returns_on if access.reason == Reason.METER_SPENT and access.meter else None,
        "next": urlencode({"next": next_path}),
        "needs_account": access.reason == Reason.MUST_REGISTER,
        "network_spent": access.reason == Reason.NETWORK_SPENT,
    }


def _account_columns(access: Access) -> int:
    """How many columns a month a free account would give this reader; 0 where it would give nothing more."""
    if access.meter is None:
        return 0
    given = policy.current().registered
    return given if given > max(access.meter.read, access.meter.limit) else 0
