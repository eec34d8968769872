"""The offer at the wall: the lowest listed price, cached in the process for a few seconds."""

from dataclasses import dataclass

from accounts.caching.process_cache import cache_for
from subscriptions.models import Price

CACHE_SECONDS = 3.0


@dataclass(frozen=True)
class Offer:
    """A price in words: money "$3.99", interval "month"."""

    money: str
    interval: str


@cache_for(CACHE_SECONDS)
def lowest() -> Offer | None:
    price = Price.objects.listed().order_by("amount", "pk").first()
    return Offer(price.money, price.every) if price else None
