"""What whoever runs the site should know: a proxy that was not counted, a way to pay that is missing."""

from django.conf import settings
from django.core.cache import cache

from accounts.network import UNEXPECTED_PROXY

PROXY_ARRIVED = (
    "Requests arrive with forwarded headers, but TRUSTED_PROXIES is 0. If a proxy stands in front of the site, all"
    " readers seem to come from one network and newcomers soon meet the wall: set TRUSTED_PROXIES to their number."
)
PROXY_LIKELY = (
    "The site's address is https, but TRUSTED_PROXIES is 0. Where a proxy ends the encryption, set TRUSTED_PROXIES to"
    " the number of proxies in front of the site."
)
NO_GATEWAY = "There is no way to pay yet: prices are shown, and /subscribe/ says that subscriptions are not open."


def for_operators() -> list[str]:
    return [*_of_proxies(), *([] if settings.GATEWAY else [NO_GATEWAY])]


def _of_proxies() -> list[str]:
    if settings.TRUSTED_PROXIES:
        return []
    if cache.get(UNEXPECTED_PROXY):
        return [PROXY_ARRIVED]
    return [PROXY_LIKELY] if settings.HTTPS else []
