"""Health probes for a load balancer: /health/live and /health/ready."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from articles.models import CacheVersion

PROBE_SECONDS = 10
NO_CACHE = (
    "ready, but the shared cache (CACHE_URL) does not answer: signing in and forms are refused\n"
)

logger = logging.getLogger(__name__)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return _answer("alive\n")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Return 200 if the database answers and has this site's tables, else 503.

    A broken shared cache only changes the text: columns can still be read, so the load balancer
    must not remove the site.
    """
    try:
        CacheVersion.current()
    except DatabaseError as problem:
        logger.error("Not ready: the database does not answer: %s", str(problem).strip())
        connection.close_if_unusable_or_obsolete()
        return _answer("not ready\n", status=503)
    try:
        cache.set("health", "ready", PROBE_SECONDS)
        cache_answers = cache.get("health") == "ready"
    except (DatabaseError, OSError, RedisError) as problem:
        logger.error("The shared cache does not answer: %s", str(problem).strip())
        cache_answers = False
    return _answer("ready\n" if cache_answers else NO_CACHE)


class ProbeMiddleware:
    """Answer health probes before the Host header is checked.

    Load balancers send the IP address as Host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path)
        return probe(request) if probe is not None else self.get_response(request)


def _answer(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response


PROBES = {"/health/live": live, "/health/ready": ready}
