"""The wall's template context: the refusal, the offer, the account, and the meter's reset."""

from typing import Any
from urllib.parse import urlencode

from subscriptions.metering import meter, policy
from subscriptions.paywall import messages, offer
from subscriptions.paywall.access import Access, Reason


def wall_context(access: Access, *, next_path: str, signed_in: bool) -> dict[str, Any]:
    """Return the context of subscriptions/_wall.html for a refused reader."""
    state = access.meter
    # No free columns return if none were spent, or if none are given.
    spent = access.reason == Reason.METER_SPENT and state is not None and state.limit > 0
    return {
        "sentence": messages.wall_line(access),
        "offer": offer.lowest(),
        "account_columns": meter.more_with_account(state, policy.current()) if state else 0,
        "returns_on": state.returns_on if state and spent else None,
        "next": urlencode({"next": next_path}),
        "signed_in": signed_in,
        "needs_account": access.reason == Reason.MUST_REGISTER,
        "network_spent": access.reason == Reason.NETWORK_SPENT,
    }
