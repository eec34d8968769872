"""Responses for feeds and sitemaps, which do not depend on cookies or sessions."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers, set_response_etag

from accounts.context import site
from articles.pages import page_cache
from articles.text.parser_limits import CONTROL


def respond(
    template: str,
    context: dict[str, Any],
    *,
    content_type: str = "application/xml",
    cache: str = page_cache.SHARED_CACHE_CONTROL,
) -> HttpResponse:
    # XML does not allow control characters.
    xml = CONTROL.sub("", render_to_string(template, {**site(), **context}))
    response = HttpResponse(xml, content_type=f"{content_type}; charset=utf-8")
    response["Cache-Control"] = cache
    patch_vary_headers(response, ["Cookie"])
    set_response_etag(response)  # the middleware sets none for HEAD
    return response
