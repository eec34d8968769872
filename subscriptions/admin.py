"""What is sold, who may read, and the meter, at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from subscriptions.models import Entitlement, MeterMonth, MeterPolicy, Plan, Price


@admin.register(MeterPolicy)
class MeterPolicyAdmin(admin.ModelAdmin[MeterPolicy]):
    """One row: the list leads straight to it."""

    fieldsets = [
        (None, {"fields": ["anonymous", "registered"]}),
        ("New readers from one network", {"fields": ["network_burst", "network_per_day"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MeterPolicy | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not MeterPolicy.objects.exists():
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:subscriptions_meterpolicy_change", args=[MeterPolicy.THE_ONE]))


class PriceInline(admin.TabularInline[Price, Plan]):
    model = Price
    fields = ["amount", "currency", "interval", "listed"]
    extra = 1


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin[Plan]):
    list_display = ["name", "description", "prices_as_said", "listed"]
    inlines = [PriceInline]
    fields = ["name", "description", "listed", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return super().get_queryset(request).prefetch_related("prices")

    @admin.display(description="prices")
    def prices_as_said(self, plan: Plan) -> str:
        return "; ".join(str(price) for price in plan.prices.all()) or "—"


@admin.register(Entitlement)
class EntitlementAdmin(admin.ModelAdmin[Entitlement]):
    """Rights to read. Granting one opens the columns at the next request, ending it closes them."""

    list_display = ["user", "source", "starts_at", "ends_at", "in_force", "note"]
    list_filter = ["source"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name", "note"]
    autocomplete_fields = ["user"]
    fields = ["user", "source", "starts_at", "ends_at", "note", "granted_by"]
    readonly_fields = ["granted_by"]
    actions = ["end_now"]
    show_full_result_count = False

    @admin.display(boolean=True)
    def in_force(self, right: Entitlement) -> bool:
        return right.is_in_force(timezone.now())

    def save_model(self, request: HttpRequest, obj: Entitlement, form: ModelForm[Entitlement], change: bool) -> None:
        if not change:
            obj.granted_by = request.user  # type: ignore[assignment]  # only people enter the desk
        super().save_model(request, obj, form, change)

    @admin.action(description="End now", permissions=["change"])
    def end_now(self, request: HttpRequest, rights: QuerySet[Entitlement]) -> None:
        """What has begun ends at this moment; what was still to come never begins."""
        at = timezone.now()
        running = list(rights.in_force(at)) + list(rights.filter(starts_at__gt=at))  # type: ignore[attr-defined]  # our own queryset
        for right in running:
            right.ends_at = max(at, right.starts_at)
            right.save(update_fields=["ends_at"])
            self.log_change(request, right, "Ended now.")
        self.message_user(request, f"Ended: {len(running)}.", messages.SUCCESS)


@admin.register(MeterMonth)
class MeterMonthAdmin(admin.ModelAdmin[MeterMonth]):
    """What stays of past months; written by the upkeep, not by hand."""

    list_display = ["period", "kind", "columns_wanted", "readers"]
    list_filter = ["kind"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MeterMonth | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MeterMonth | None = None) -> bool:
        return False
