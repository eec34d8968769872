"""The meter's policy, cached for a few seconds: a change reaches every worker within that time."""

from accounts.caching.process_cache import cache_for
from subscriptions.models import MeterPolicy

CACHE_SECONDS = 3.0


def stored() -> MeterPolicy:
    return MeterPolicy.objects.filter(pk=MeterPolicy.SINGLETON_PK).first() or MeterPolicy()


@cache_for(CACHE_SECONDS)
def current() -> MeterPolicy:
    return stored()
