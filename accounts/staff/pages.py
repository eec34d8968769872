"""Helpers for custom admin pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.responses import make_private

View = TypeVar("View", bound=Callable[..., HttpResponse])


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a template in the admin's layout, never cached. `context["title"]` is the heading."""
    response = render(
        request, template, {**admin.site.each_context(request), **context}, status=status
    )
    return make_private(response)


def require_permissions(*permissions: str) -> Callable[[View], View]:
    """Decorate a view to return 403 if a permission is missing.

    The admin site has already checked that it is staff.
    """
    return permission_required(permissions, raise_exception=True)


def staff_user(request: HttpRequest) -> User:
    """Return the signed-in staff user; raise PermissionDenied for anonymous requests."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
