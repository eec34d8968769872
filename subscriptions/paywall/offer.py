"""The offer at the wall: the lowest listed price, cached in the process for a few seconds."""

import time
from dataclasses import dataclass

from subscriptions.models import Price

CACHE_SECONDS = 3.0


@dataclass(frozen=True)
class Offer:
    """A price in words: money "$3.99", interval "month"."""

    money: str
    interval: str


_cached: tuple[float, Offer | None] | None = None


def lowest() -> Offer | None:
    global _cached  # noqa: PLW0603 - one value a process
    now = time.monotonic()
    if _cached is None or now - _cached[0] >= CACHE_SECONDS:
        price = Price.objects.listed().order_by("amount", "pk").first()
        _cached = (now, Offer(price.money, price.every) if price else None)
    return _cached[1]


def forget() -> None:
    global _cached  # noqa: PLW0603
    _cached = None
