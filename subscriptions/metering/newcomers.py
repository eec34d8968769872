"""Limit new visitors of a network, so that deleting cookies gives no endless free reads.

No network is blocked for good.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from subscriptions import raw_sql
from subscriptions.dates import days_since_start, period_of
from subscriptions.models import MeterPolicy, NetworkArrivals

# Raw SQL: an upsert that counts only below the limit, so that parallel requests cannot exceed it.
COUNT_NEWCOMER = """
INSERT INTO subscriptions_networkarrivals (period, network, newcomers)
SELECT %s, %s, 1 WHERE %s >= 1
ON CONFLICT (period, network) DO UPDATE SET newcomers = subscriptions_networkarrivals.newcomers + 1
WHERE subscriptions_networkarrivals.newcomers < %s
"""


def allowance(policy: MeterPolicy, at: datetime) -> int:
    return policy.network_burst + policy.network_per_day * days_since_start(at)


def hashed(network: str, at: datetime) -> str:
    """Return a keyed hash, new each period: no address is stored, and months cannot be linked."""
    message = f"{period_of(at):%Y-%m} {network}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def has_room(network: str, policy: MeterPolicy, *, at: datetime) -> bool:
    arrivals = NetworkArrivals.objects.filter(period=period_of(at), network=hashed(network, at))
    newcomers = arrivals.values_list("newcomers", flat=True).first()
    return (newcomers or 0) < allowance(policy, at)


def count_newcomer(network: str, policy: MeterPolicy, *, at: datetime) -> bool:
    """Count one newcomer of the network; return False and store nothing at the limit."""
    room = allowance(policy, at)
    return raw_sql.execute(COUNT_NEWCOMER, [period_of(at), hashed(network, at), room, room]) == 1
