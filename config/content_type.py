"""Replace a Content-Type that cannot be parsed.

Django would fail on it before any middleware runs.
"""

import codecs
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters

# A form without a boundary: a view that reads the body gets a 400, other views work.
UNREADABLE = "multipart/form-data"


def is_readable(content_type: str) -> bool:
    """Return whether the parameters can be decoded and the charset, if any, is UTF-8."""
    try:
        _, parameters = parse_header_parameters(content_type)
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except (LookupError, ValueError):
        return False


class ReadableContentType:
    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        if not is_readable(meta.get("CONTENT_TYPE", "")):
            meta["CONTENT_TYPE"] = UNREADABLE
        super()._set_content_type_params(meta)  # type: ignore[misc]  # of Django's requests


class SiteWSGIRequest(ReadableContentType, WSGIRequest):
    pass


class SiteASGIRequest(ReadableContentType, ASGIRequest):
    pass
