"""The client's IP address and network.

Forwarded headers are used only as far as TRUSTED_PROXIES allows.
"""

import ipaddress
import logging
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.http import HttpRequest
from redis.exceptions import RedisError

UNKNOWN = "unknown"
IPV6_PREFIX = 56  # bits: internet providers usually give one household a /56
UNEXPECTED_PROXY = "unexpected-proxy"  # cache key; the desk shows a warning while it is set
NOTE_SECONDS = 7 * 24 * 3600

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """Return the peer's address, or the one that N trusted proxies report.

    It is the N-th address from the right in X-Forwarded-For.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if not settings.TRUSTED_PROXIES:
        if forwarded:
            warn_of_unexpected_proxy()
        return peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    # Each proxy appends the address that it saw. Anything further left may be forged by the client.
    return hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else peer


@cache
def warn_of_unexpected_proxy() -> None:
    """Log a warning once a process (@cache), and show it at the desk for a week."""
    logger.warning(
        "Forwarded headers arrive but TRUSTED_PROXIES is 0: every reader seems to come from the"
        " proxy."
    )
    # A cache that is down must not break a reader's page.
    with suppress(RedisError, OSError):
        shared_cache.set(UNEXPECTED_PROXY, True, NOTE_SECONDS)


def unexpected_proxy_seen() -> bool:
    try:
        return bool(shared_cache.get(UNEXPECTED_PROXY))
    except (RedisError, OSError):
        return False


def address_of(source: str) -> str:
    """Return the IP address in its shortest form without port and zone, or "".

    IPv4-mapped IPv6 becomes IPv4.
    """
    # Some proxies add a port: 192.0.2.1:443, [2001:db8::1]:443.
    if source.startswith("["):
        source = source[1:].partition("]")[0]
    elif source.count(":") == 1:
        source = source.partition(":")[0] or source
    try:
        ip = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return ""
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return str(mapped or ip)


def network_of(source: str) -> str:
    """Return the network that shares a newcomers' limit: an IPv4 address or an IPv6 /56."""
    return network_around(address_of(source))


def network_of_request(request: HttpRequest) -> str:
    return network_around(address_of(client_address(request)))


def network_around(address: str) -> str:
    if ":" in address:
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return address or UNKNOWN
