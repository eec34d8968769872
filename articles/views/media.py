"""Renditions of photos, by the site itself: their names never come back, so everyone may keep them for good."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import condition, require_safe

FOR_GOOD = "public, max-age=31536000, immutable"
TYPES = {"avif": "image/avif", "jpeg": "image/jpeg", "webp": "image/webp"}
RENDITION = re.compile(rf"[\w-]{{1,100}}\.({'|'.join(TYPES)})", re.ASCII)


def _file(name: str) -> Path | None:
    """The rendition's file. The names that we give need neither dots nor slashes, so none leads out of the folder."""
    if not RENDITION.fullmatch(name):
        return None
    file = Path(settings.MEDIA_ROOT) / "public" / name
    return file if file.is_file() else None


def _etag(request: HttpRequest, name: str) -> str | None:
    file = _file(name)
    return f'"{file.stat().st_mtime_ns:x}-{file.stat().st_size:x}"' if file else None


def _last_modified(request: HttpRequest, name: str) -> datetime | None:
    file = _file(name)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file else None


@require_safe
@condition(etag_func=_etag, last_modified_func=_last_modified)
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    file = _file(name)
    if file is None:
        raise Http404
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # pictures are compressed already: not a second time
    response = FileResponse(file.open("rb"), content_type=TYPES[file.suffix[1:]])
    response["Cache-Control"] = FOR_GOOD
    response["X-Content-Type-Options"] = "nosniff"
    return response
