"""What every page of the desk shares: Django's frame round it, and no cache that keeps it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.cache_headers import NO_STORE
from accounts.models import User

View = TypeVar("View", bound=Callable[..., HttpResponse])


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """`context["title"]` is the page's heading."""
    response = render(request, template, {**admin.site.each_context(request), **context}, status=status)
    response["Cache-Control"] = NO_STORE
    return response


def needs(*permissions: str) -> Callable[[View], View]:
    """403 for whoever lacks one of them; the desk has made sure before that it is somebody at the desk."""
    return permission_required(permissions, raise_exception=True)


def person(request: HttpRequest) -> User:
    """Who is at the desk; it lets nobody in who has not signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
