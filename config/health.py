"""For a load balancer: is the process alive, and can it serve?"""

import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from articles.models import Edition

PROBE_SECONDS = 10

logger = logging.getLogger(__name__)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return _answer("alive\n")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database (with this site's tables) and the shared cache answer, else 503."""
    try:
        Edition.current()
        cache.set("health", "ready", PROBE_SECONDS)
        answered = cache.get("health") == "ready"
    except (DatabaseError, OSError, RedisError):
        logger.exception("Not ready: the database or the shared cache does not answer.")
        connection.close_if_unusable_or_obsolete()
        answered = False
    return _answer("ready\n") if answered else _answer("not ready\n", status=503)


def _answer(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
