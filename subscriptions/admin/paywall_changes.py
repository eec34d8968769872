"""Read-only admin of the paywall's audit log."""

from typing import ClassVar

from django.contrib import admin

from accounts.staff.read_only import ReadOnlyAdmin
from subscriptions.models import PaywallChange


@admin.register(PaywallChange)
class PaywallChangeAdmin(ReadOnlyAdmin[PaywallChange]):
    list_display = ["at", "by", "what", "subject", "field", "before", "after"]
    list_filter = ["what"]
    list_select_related: ClassVar = ["by"]
    search_fields = ["subject", "by__email"]
