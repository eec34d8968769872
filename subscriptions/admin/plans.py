"""What is sold, at the desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from subscriptions.models import Plan, Price


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
