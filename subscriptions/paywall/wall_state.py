"""The template context of the wall: the refusal, the offer, the account, and when the meter
resets.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from subscriptions.metering import meter, policy
from subscriptions.paywall import messages, offer
from subscriptions.paywall.access import Access, Reason


def wall_context(access: Access, *, next_path: str, signed_in: bool) -> dict[str, Any]:
    """Return the context of subscriptions/_wall.html for a refused reader."""
    return {
        "sentence": messages.wall_line(access),
        "offer": offer.lowest(),
        "account_columns": (
            meter.more_with_account(access.meter, policy.current()) if access.meter else 0
        ),
        "returns_on": _returns_on(access),
        "next": urlencode({"next": next_path}),
        "signed_in": signed_in,
        "needs_account": access.reason == Reason.MUST_REGISTER,
        "network_spent": access.reason == Reason.NETWORK_SPENT,
    }


def _returns_on(access: Access) -> date | None:
    """Return the day on which free columns return; None if none were spent or none will come."""
    if access.reason != Reason.METER_SPENT or access.meter is None or not access.meter.limit:
        return None
    return access.meter.returns_on
