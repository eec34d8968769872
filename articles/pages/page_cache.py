"""Cache of rendered pages in each process, with marks where the reader's own parts are inserted.

Rendering a front page costs fourteen times as much as a whole bare Django view. Keys contain the
cache version and the end of the period without scheduled changes. A change reaches all workers:
column pages at the next request, lists within a tenth of a second.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from accounts.context import site
from accounts.responses import make_private
from articles.models import CacheVersion, Column
from articles.text import embeds

SHARED_SECONDS = 60
SHARED_CACHE_CONTROL = f"public, max-age=0, s-maxage={SHARED_SECONDS}"
OWN_CACHE_CONTROL = "private, no-cache"
MENU_MARK = "<!--menu-->"
METER_MARK = "<!--meter-->"
GIFT_LINK_MARK = "<!--give-->"
SAVE_MARK = "<!--save-->"
CACHE_SECONDS = 24 * 3600
LONGEST_SPAN = timedelta(days=1)
CACHE_VERSION_SECONDS = 0.1
MAX_CURSOR = 40  # characters of a pagination cursor in a cache key

Context = Mapping[str, Any]
Content = tuple[str, Context]  # a template's name and its context
T = TypeVar("T")

LIST_OUTAGE_SECONDS = 600  # longer than a column's, because lists contain no paywalled text
MAX_COPIES = 200


@dataclass(frozen=True)
class OutageLimit:
    """How long a page may be served without the database.

    At most `seconds`, and not beyond its next scheduled change.
    """

    until: datetime
    seconds: float = SHARED_SECONDS  # as long as shared caches may serve a free column anyway


@dataclass(frozen=True)
class Copy:
    body: bytes
    etag: str
    players: list[str]
    outage: OutageLimit
    made: float  # by time.monotonic()


_copies: dict[str, Copy] = {}
_seen: tuple[float, int, int] | None = None  # time, bumps by this process, version


def cache_version() -> int:
    """Return the cache version for lists, read at most every CACHE_VERSION_SECONDS.

    Changes by this process count immediately. Column pages read the version with each request
    instead.
    """
    global _seen  # noqa: PLW0603 - one value a process
    now = time.monotonic()
    if (
        _seen is None
        or _seen[1] != CacheVersion.bumps
        or not 0 <= now - _seen[0] < CACHE_VERSION_SECONDS
    ):
        _seen = (now, CacheVersion.bumps, CacheVersion.current())
    return _seen[2]


def period_key(number: int, at: datetime) -> str:
    """Return a cache key for the period without scheduled changes.

    No embargo, licence or day ends in it, and no wall changes.
    """
    return f"{number} {cache_period_end(number, at).isoformat()} {timezone.localdate(at)}"


def cache_period_end(number: int, at: datetime) -> datetime:
    key = f"span-{number}"
    since, until = caches["local"].get(key) or (at, at)
    if not since <= at < until:
        since, until = at, Column.objects.next_change(at) or at + LONGEST_SPAN
        caches["local"].set(key, (since, until), CACHE_SECONDS)
    return until


def cached_fragment(key: str, make: Callable[[], T]) -> T:
    """Return the cached result of `make`.

    The key must contain everything that the result depends on.
    """
    short = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
    saved: T | None = caches["local"].get(short)
    if saved is None:
        saved = make()
        caches["local"].set(short, saved, CACHE_SECONDS)
    return saved


def cached_html(key: str, content: Callable[[], Content]) -> str:
    """Return the cached page with marks for the reader's own parts.

    `key` contains the cache version.
    """

    def render() -> str:
        template, context = content()
        return render_to_string(template, {**site(), **context})

    return cached_fragment(f"page {key}", render)


def fill(body: str, fragments: Mapping[str, str]) -> str:
    """Replace each mark, which a page has at most once, by its fragment."""
    for mark, fragment in fragments.items():
        body = body.replace(mark, fragment, 1)
    return body


def is_signed_in(request: HttpRequest) -> bool:
    """Return whether a user is signed in.

    Without a session cookie, load neither session nor user.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def menu(request: HttpRequest) -> str:
    user = request.user if is_signed_in(request) else None
    context = {"user": user, "path": request.path}
    key = f"menu {request.path} {user is not None} {bool(user and user.is_staff)}"
    return cached_fragment(key, lambda: render_to_string("_menu.html", {**site(), **context}))


def shared_cache_control(until: datetime | None, at: datetime) -> str:
    """Return a Cache-Control header: shared caches store a page only until it is walled."""
    if until is None:
        return SHARED_CACHE_CONTROL
    seconds = max(min(SHARED_SECONDS, int((until - at).total_seconds())), 0)
    return f"public, max-age=0, s-maxage={seconds}"


def shared_response(
    request: HttpRequest,
    key: str,
    content: Callable[[], Content],
    *,
    cache: str = SHARED_CACHE_CONTROL,
    fragments: Callable[[], dict[str, str]] = dict,
    outage: "OutageLimit | None" = None,
) -> HttpResponse:
    """Return a page that is the same for every signed-out reader.

    `cache` is its Cache-Control header. `fragments` returns what replaces the page's other marks.
    `outage` limits how long the page may be served while the database does not answer.
    """

    def filled() -> tuple[str, list[str]]:
        body = cached_html(key, content)
        return fill(body, {**fragments(), MENU_MARK: menu(request)}), embeds.players(body)

    def for_visitors() -> tuple[bytes, str, list[str]]:
        body, players = filled()
        encoded = body.encode()
        digest = hashlib.blake2b(encoded, digest_size=12).hexdigest()
        return encoded, f'"{digest}"', players

    if is_signed_in(request):
        html, players = filled()
        response = make_private(HttpResponse(html))
    else:
        body, etag, players = cached_fragment(f"visitors {key} {request.path}", for_visitors)
        response = HttpResponse(body, headers={"Cache-Control": cache, "ETag": etag})
        if outage is not None:
            # Emptied at once, not oldest first: popular pages come back with their next request.
            if len(_copies) >= MAX_COPIES:
                _copies.clear()
            _copies[_copy_key(request)] = Copy(body, etag, players, outage, time.monotonic())
    patch_vary_headers(response, ["Cookie"])
    return embeds.let_play(response, players)


def _copy_key(request: HttpRequest) -> str:
    return f"{request.path} {request.GET.get('before', '')[:MAX_CURSOR]}"


def cached_copy_during_outage(request: HttpRequest) -> HttpResponse | None:
    """Return this process's last copy of the page for visitors, unless it may be walled by now."""
    copy = _copies.get(_copy_key(request))
    if (
        copy is None
        or request.method not in {"GET", "HEAD"}
        or settings.SESSION_COOKIE_NAME in request.COOKIES
    ):
        return None
    if timezone.now() >= copy.outage.until or time.monotonic() - copy.made > copy.outage.seconds:
        return None
    response = HttpResponse(
        copy.body, headers={"Cache-Control": "public, max-age=0", "ETag": copy.etag}
    )
    patch_vary_headers(response, ["Cookie"])
    return embeds.let_play(response, copy.players)


def cached_page(content: Callable[..., Content]) -> Callable[..., HttpResponse]:
    """Make a view from a function that returns template and context.

    The function takes (request, at=..., **url parts).
    """

    @wraps(content)
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        at = timezone.now()
        cursor = request.GET.get("before", "")[:MAX_CURSOR]
        number = cache_version()
        key = f"{period_key(number, at)} {request.path} {cursor}"
        outage = OutageLimit(cache_period_end(number, at), LIST_OUTAGE_SECONDS)
        return shared_response(
            request, key, lambda: content(request, at=at, **parts), outage=outage
        )

    return view
