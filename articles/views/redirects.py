"""Redirects from former slugs of columnists, topics and series."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from articles.pages import page_cache
from articles.readers import redirects

View = Callable[..., HttpResponse]


def redirects_old_slugs(model: type[Any], name: str) -> Callable[[View], View]:
    """Decorate a view of (request, slug=...): if it raises Http404, look for a redirect.

    `name` is the name of its URL.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug=slug)
            except Http404:
                now = redirects.renamed_to(model, slug)
                if now is None:
                    raise
            url = redirects.with_query(reverse(f"articles:{name}", args=[now.slug]), request)
            response = HttpResponsePermanentRedirect(url)
            response["Cache-Control"] = page_cache.SHARED_CACHE_CONTROL
            return response

        return found

    return decorate
