"""Renditions of photos, by the site itself: their names never come back, so everyone may keep them for good."""

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from articles.storage import public

FOR_GOOD = "public, max-age=31536000, immutable"
TYPES = {".webp": "image/webp", ".jpeg": "image/jpeg", ".avif": "image/avif"}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    storage = public()
    suffix = name[name.rfind(".") :]
    if "/" in name or suffix not in TYPES:
        raise Http404
    try:
        file = storage.open(name)
        modified = storage.get_modified_time(name).timestamp()
    except (OSError, SuspiciousFileOperation, ValueError) as missing:
        raise Http404 from missing
    response: HttpResponseBase = FileResponse(file, content_type=TYPES[suffix])
    if not was_modified_since(request.headers.get("If-Modified-Since"), modified):
        response.close()
        response = HttpResponseNotModified()
    response["Cache-Control"] = FOR_GOOD
    response["Last-Modified"] = http_date(modified)
    return response
