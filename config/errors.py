"""Error views, and middleware that turns exceptions into pages: 400, 404, 429, 500 and 503."""

import errno
import logging
import sys
from collections.abc import Callable
from http import HTTPStatus

from django.contrib.messages import get_messages
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults
from redis.exceptions import RedisError

from accounts import rate_limits
from articles.pages import page_cache
from articles.views.mistyped_urls import redirect_mistyped

RETRY_SECONDS = "60"
# Parts of the messages of Django, SQLite and psycopg for values that do not fit a column (an id
# that is not a number or is too large, a NUL). They have no exception class of their own.
INVALID_VALUE_MESSAGES = (
    "expected a number but got",
    "too large to convert",
    "NUL (0x00)",
    "null character",
    "Exceeds the limit",
)
NO_DATABASE = (OperationalError, InterfaceError)

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Django's own view has requires_csrf_token, which reads the POST body; that may be broken, too.
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return rate_limits.too_many_requests(request, rate_limits.seconds_to_wait_for_view(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 if the database does not answer, else Django's error page."""
    if isinstance(sys.exc_info()[1], NO_DATABASE):
        return _database_down(request)
    return defaults.server_error(request)


def _database_down(request: HttpRequest) -> HttpResponse:
    saved = page_cache.cached_copy_during_outage(request)
    if saved is not None:
        return saved
    # Without the request: its context processors would ask the database.
    return _unavailable(HttpResponse(render_to_string("503.html")))


def _unavailable(response: HttpResponse) -> HttpResponse:
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = RETRY_SECONDS
    response["Cache-Control"] = "no-store"
    return response


class DatabaseMiddleware:
    """Serve cached pages to signed-out readers while the database is down, else 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NO_DATABASE):
            return None
        logger.error("The database does not answer: %s", str(exception).strip())
        return _database_down(request)


class MistypedUrlMiddleware:
    """Redirect mistyped column URLs.

    This is not done in handler404, because DEBUG bypasses that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_FOUND:
            return redirect_mistyped(request) or response
        return response


class SharedCacheMiddleware:
    """Return 503 if Redis does not answer.

    Without its counters, requests with a rate limit must be refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RedisError):
            return None
        logger.error("The shared cache (CACHE_URL) does not answer: %s", exception)
        return _unavailable(render(request, "shared_cache_away.html"))


class BadRequestMiddleware:
    """Return 400 for requests that no browser sends: a broken form, or an id that is no number.

    Form fields refuse these themselves. This is for hidden ids, row keys and parameters without a
    form field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        is_value_error = isinstance(exception, (ValueError, TypeError, OverflowError))
        is_invalid_value = is_value_error and any(
            message in str(exception) for message in INVALID_VALUE_MESSAGES
        )
        if not is_invalid_value and not isinstance(exception, (MultiPartParserError, DataError)):
            return None
        logger.warning("%s %s was refused: %s", request.method, request.path, exception)
        return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


class DropMessagesOnErrorMiddleware:
    """Drop messages of a failed request.

    Its changes were rolled back, so "was saved" would be wrong.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        messages = get_messages(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and getattr(messages, "added_new", False):
            list(messages)  # iterating marks them as read, so they are not stored for the next page
        return response


class FullDiskMiddleware:
    """Return 503 and log a critical error if the disk is full.

    The request's rows and files are rolled back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_full_disk(exception):
            return None
        logger.critical("The disk is full: %s", exception)
        return _unavailable(render(request, "disk_full.html"))


def is_full_disk(exception: Exception) -> bool:
    if isinstance(exception, OSError):
        return exception.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(exception, OperationalError) and "disk is full" in str(exception)
