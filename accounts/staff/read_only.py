"""Admin classes without some or all of the rights to add, change and delete."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


class WithoutAdd:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WithoutChange:
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class WithoutDelete:
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(WithoutAdd, WithoutChange, WithoutDelete):
    """For admins and inlines."""


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin[Row]):
    show_full_result_count = False
