"""What every page of the desk shares: Django's frame round it, and no cache that keeps it."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """`context["title"]` is the page's heading."""
    response = render(request, template, {**admin.site.each_context(request), **context}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def needs(*permissions: str) -> Any:
    """403 for whoever lacks one of them; the desk has made sure before that it is somebody at the desk."""
    return permission_required(permissions, raise_exception=True)
