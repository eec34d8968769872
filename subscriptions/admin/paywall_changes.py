"""What was changed at the wall, for reading."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from subscriptions.models import PaywallChange


@admin.register(PaywallChange)
class PaywallChangeAdmin(admin.ModelAdmin[PaywallChange]):
    """Written by the changes themselves, and by nobody's hand."""

    list_display = ["at", "by", "what", "subject", "field", "before", "after"]
    list_filter = ["what"]
    list_select_related: ClassVar = ["by"]
    search_fields = ["subject", "by__email"]
    date_hierarchy = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
