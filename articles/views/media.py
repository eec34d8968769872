"""Serve renditions of photos, whose names are never reused, with permanent caching."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import condition, require_safe

from articles.models import RenditionRedirect

FOR_A_MINUTE = "public, max-age=60"
FOR_GOOD = "public, max-age=31536000, immutable"
TYPES = {"avif": "image/avif", "jpeg": "image/jpeg", "webp": "image/webp"}
RENDITION = re.compile(rf"[\w-]{{1,100}}\.({'|'.join(TYPES)})", re.ASCII)


def _file(name: str) -> Path | None:
    """Return the rendition's file.

    The pattern allows no slash or "..", so the path cannot leave the folder.
    """
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
        return _redirect_or_404(name)
    # Pictures are compressed already, so GZipMiddleware must skip them.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = FileResponse(file.open("rb"), content_type=TYPES[file.suffix[1:]])
    response["Cache-Control"] = FOR_GOOD
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _redirect_or_404(name: str) -> HttpResponseBase:
    """Redirect to the rendition that replaced this file, for cached pages and feeds."""
    if not RENDITION.fullmatch(name):
        raise Http404
    former = RenditionRedirect.objects.select_related("photo").filter(path=name).first()
    file_format = name.rpartition(".")[2]
    address = former and former.photo.url(former.crop, width=former.width, file_format=file_format)
    if not address:
        raise Http404
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = FOR_A_MINUTE
    return response
