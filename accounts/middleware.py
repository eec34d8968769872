from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from accounts.reader import reader_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ReaderMiddleware:
    """Put `request.reader` there, made when first asked: a page that needs no reader costs nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.reader = SimpleLazyObject(partial(reader_of, request))  # type: ignore[attr-defined]
        return self.get_response(request)
