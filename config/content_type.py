"""Requests whose Content-Type nobody can read: Django would fail on them before any middleware could answer."""

import codecs
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters

# A form without a boundary, which is answered with 400; a request whose body nobody reads goes on.
UNREADABLE = "multipart/form-data"


def is_readable(content_type: str) -> bool:
    """Whether its parameters can be decoded, and name no other charset than ours."""
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
    """A WSGI request whose Content-Type can be read."""


class SiteASGIRequest(ReadableContentType, ASGIRequest):
    """An ASGI request whose Content-Type can be read."""
