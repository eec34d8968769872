"""Admin of the meter."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.staff.read_only import ReadOnly, WithoutAdd, WithoutDelete
from subscriptions.admin.logged import LoggedAdmin
from subscriptions.models import MeterMonth, MeterPolicy


@admin.register(MeterPolicy)
class MeterPolicyAdmin(WithoutAdd, WithoutDelete, LoggedAdmin[MeterPolicy]):
    """A single row: the list redirects to it."""

    fieldsets = [
        (None, {"fields": ["anonymous", "registered"]}),
        ("New readers from one network", {"fields": ["network_burst", "network_per_day"]}),
    ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Without a row there is nothing to change yet.
        if not MeterPolicy.objects.exists() or not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(
            reverse("admin:subscriptions_meterpolicy_change", args=[MeterPolicy.SINGLETON_PK])
        )


@admin.register(MeterMonth)
class MeterMonthAdmin(ReadOnly, admin.ModelAdmin[MeterMonth]):
    """Histograms of past months, written by the scheduled job."""

    list_display = ["period", "kind", "columns_requested", "readers"]
    list_filter = ["kind"]
