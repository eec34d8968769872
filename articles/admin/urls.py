"""Addresses of the desk's pages about columns, below /admin/articles/column/. Names are in the admin's namespace."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern

Wrap = Callable[..., Any]


def column_pages(entered: Wrap) -> list[URLPattern]:
    """`entered` lets nobody through who may not enter the desk."""
    return []
