"""The meter's policy, kept a few seconds in the process: every worker follows a change within that time."""

import time

from subscriptions.models import MeterPolicy

KEPT_SECONDS = 3.0

_kept: tuple[float, MeterPolicy] | None = None


def current() -> MeterPolicy:
    global _kept  # noqa: PLW0603 - one value a process
    now = time.monotonic()
    if _kept is None or now - _kept[0] >= KEPT_SECONDS:
        _kept = (now, stored())
    return _kept[1]


def stored() -> MeterPolicy:
    return MeterPolicy.objects.filter(pk=MeterPolicy.THE_ONE).first() or MeterPolicy()


def forget() -> None:
    """Look again at the next call."""
    global _kept  # noqa: PLW0603
    _kept = None
