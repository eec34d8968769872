"""The pages for trouble: an address that there is not, too many requests, a shared cache that is away."""

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
from articles import keep
from articles.views.slips import redirect_to_meant

RETRY_SECONDS = "60"
# How Django, SQLite and psycopg name a value that fits no column: an id that is no number, or too long; a NUL.
UNSTORABLE = ("expected a number but got", "too large to convert", "NUL (0x00)", "null character", "Exceeds the limit")
NO_DATABASE = (OperationalError, InterfaceError)

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Unlike Django's own it never reads what was posted, which may be broken: it has no form to protect."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """For allauth, which calls the URL conf's handler429."""
    return rate_limits.too_many_requests(request, rate_limits.seconds_to_wait_here(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the database a page that says so; for whatever fails otherwise Django's own."""
    if isinstance(sys.exc_info()[1], NO_DATABASE):
        return _database_away(request)
    return defaults.server_error(request)


def _database_away(request: HttpRequest) -> HttpResponse:
    saved = keep.without_database(request)
    if saved is not None:
        return saved
    answer = HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = RETRY_SECONDS
    answer["Cache-Control"] = "no-store"
    return answer


class DatabaseMiddleware:
    """While the database is away, signed-out readers get the pages that this process has; all others a kind 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NO_DATABASE):
            return None
        logger.error("The database does not answer: %s", str(exception).strip())
        return _database_away(request)


class SlipMiddleware:
    """Redirect slips in a column's address; not in the handler of a 404, which DEBUG passes by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_FOUND:
            return redirect_to_meant(request) or response
        return response


class SharedCacheMiddleware:
    """Without Redis nothing can be counted, so what has a rate limit is refused, with a page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RedisError):
            return None
        logger.error("The shared cache (CACHE_URL) does not answer: %s", exception)
        answer = render(request, "shared_cache_away.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        answer["Retry-After"] = RETRY_SECONDS
        answer["Cache-Control"] = "no-store"
        return answer


class BadRequestMiddleware:
    """What no browser sends is answered 400: a broken multipart form, an id that is no number, a NUL.

    A form field refuses these itself; this is for hidden ids, keys of rows and parameters that no field looks at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _is_bad_request(exception):
            return None
        logger.warning("%s %s was refused: %s", request.method, request.path, exception)
        return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def _is_bad_request(exception: Exception) -> bool:
    if isinstance(exception, (MultiPartParserError, DataError)):
        return True
    is_of_a_value = isinstance(exception, (ValueError, TypeError, OverflowError))
    return is_of_a_value and any(mark in str(exception) for mark in UNSTORABLE)


class UndoneMessagesMiddleware:
    """Drop messages that a failed request has not shown: its changes were rolled back, "was saved" would be wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        messages = get_messages(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and getattr(messages, "added_new", False):
            list(messages)  # what was read is not stored
        return response


class FullDiskMiddleware:
    """Nothing can be written: say so, as 503, and loudly in the log. Files and rows of the request are undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_full_disk(exception):
            return None
        logger.critical("The disk is full: %s", exception)
        answer = render(request, "disk_full.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        answer["Retry-After"] = RETRY_SECONDS
        answer["Cache-Control"] = "no-store"
        return answer


def is_full_disk(exception: Exception) -> bool:
    if isinstance(exception, OSError):
        return exception.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(exception, OperationalError) and "disk is full" in str(exception)
