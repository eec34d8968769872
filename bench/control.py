"""The control: a bare view of a constant 30 KB page.

It has the site's own settings, middleware and server.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = (
    "<!doctype html><title>Control</title>" + "<p>All happy pages are alike.</p>\n" * 970
).encode()


def control(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("control/", control)]
