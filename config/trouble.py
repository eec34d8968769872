"""The page for an address that there is not."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Unlike Django's own it never reads what was posted, which may be broken: it has no form to protect."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
