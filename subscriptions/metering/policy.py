"""The meter's policy, cached for a few seconds: a change reaches every worker within that time."""

import time

from subscriptions.models import MeterPolicy

CACHE_SECONDS = 3.0

_cached: tuple[float, MeterPolicy] | None = None


def current() -> MeterPolicy:
    global _cached  # noqa: PLW0603 - one value a process
    now = time.monotonic()
    if _cached is None or now - _cached[0] >= CACHE_SECONDS:
        _cached = (now, stored())
    return _cached[1]


def stored() -> MeterPolicy:
    return MeterPolicy.objects.filter(pk=MeterPolicy.THE_ONE).first() or MeterPolicy()


def forget() -> None:
    global _cached  # noqa: PLW0603
    _cached = None
