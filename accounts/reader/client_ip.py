"""Where a request came from, believing only what the operator said may be believed (TRUSTED_PROXIES)."""

import ipaddress
import logging
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.http import HttpRequest
from redis.exceptions import RedisError

UNKNOWN = "unknown"
IPV6_PREFIX = 56  # bits: what providers give one household
UNEXPECTED_PROXY = "unexpected-proxy"  # a note for the desk, in the shared cache
NOTE_SECONDS = 7 * 24 * 3600

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """The peer's address, or behind N trusted proxies the N-th hop from the right; no other header is believed."""
    peer = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if not settings.TRUSTED_PROXIES:
        if forwarded:
            warn_of_unexpected_proxy()
        return peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    return hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else peer


@cache
def warn_of_unexpected_proxy() -> None:
    """Once a process: a log full of the same line helps nobody. The desk shows it too."""
    logger.warning("Forwarded headers arrive but TRUSTED_PROXIES is 0: every reader seems to come from the proxy.")
    # The note is only for the desk, so a shared cache that does not answer must not break a reader's page.
    with suppress(RedisError, OSError):
        shared_cache.set(UNEXPECTED_PROXY, True, NOTE_SECONDS)


def unexpected_proxy_seen() -> bool:
    try:
        return bool(shared_cache.get(UNEXPECTED_PROXY))
    except (RedisError, OSError):
        return False


def address_of(source: str) -> str:
    """The address alone in its shortest form, IPv4 where it is mapped into IPv6; empty where it is none."""
    try:
        ip = ipaddress.ip_address(_without_port(source).partition("%")[0])
    except ValueError:
        return ""
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return str(mapped or ip)


def network_of(source: str) -> str:
    """The network that shares a budget of newcomers: an IPv4 address, an IPv6 /56."""
    return network_around(address_of(source))


def network_of_request(request: HttpRequest) -> str:
    return network_around(address_of(client_address(request)))


def network_around(address: str) -> str:
    """network_of() where address_of() has been asked already."""
    if ":" in address:
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return address or UNKNOWN


def _without_port(address: str) -> str:
    """Some proxies write the port too: 192.0.2.1:443, [2001:db8::1]:443."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, _, _ = address.rpartition(":")
    return host if host and ":" not in host else address
