"""Admin of plans with their prices, and of promotions."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from subscriptions.admin.logged import LoggedAdmin
from subscriptions.billing import checkout, promotions
from subscriptions.forms.desk_offers import PriceForm, PromotionForm
from subscriptions.models import Plan, Price, Promotion
from subscriptions.models.money import format_money

IMMUTABLE_ONCE_SOLD = (
    "Sold already, so its terms stay as they were sold. To ask another price of newcomers, add a"
    " price and unlist this one; to ask it of subscribers too, announce a change of price."
)


UNFIT = (
    "With this code, these prices fall below the payment provider’s minimum: {names}. Readers"
    " cannot use it with them, and are told so."
)


class PriceInline(admin.StackedInline[Price, Plan]):
    model = Price
    form = PriceForm
    fields = [
        "summary",
        ("amount", "currency", "interval", "interval_count"),
        ("trial_days", "intro_amount", "intro_intervals"),
        ("tax_note", "listed", "confirmed"),
    ]
    readonly_fields = ["summary"]
    extra = 0

    @admin.display(description="as readers see it")
    def summary(self, price: Price) -> str:
        # An unsaved price has no amount yet.
        if price._state.adding:
            return "Save it to see its sentence."
        tax_note = f" ({price.tax_note})" if price.tax_note else ""
        message = f"{checkout.sentence(price, at=timezone.now())}{tax_note}."
        return f"{message} {IMMUTABLE_ONCE_SOLD}" if price.was_sold() else message


@admin.register(Plan)
class PlanAdmin(LoggedAdmin[Plan]):
    list_display = ["name", "description", "price_summary", "seats", "listed"]
    inlines = [PriceInline]
    fields = ["name", "description", "seats", "listed", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return super().get_queryset(request).prefetch_related("prices")

    def has_delete_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        # Subscriptions and receipts refer to a plan that was sold: it can only be unlisted.
        return super().has_delete_permission(request, obj) and (obj is None or not obj.was_sold())

    @admin.display(description="prices")
    def price_summary(self, plan: Plan) -> str:
        return "; ".join(str(price) for price in plan.prices.all()) or "—"


@admin.register(Promotion)
class PromotionAdmin(LoggedAdmin[Promotion]):
    form = PromotionForm
    list_display = ["code", "takes_off", "used", "starts_at", "ends_at", "note"]
    search_fields = ["code", "note"]
    fields = [
        "code",
        ("percent_off", "amount_off", "currency"),
        "intervals",
        "most_uses",
        "used",
        "plans",
        ("starts_at", "ends_at"),
        "note",
    ]
    readonly_fields = ["used"]
    filter_horizontal = ["plans"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promotion]:
        return super().get_queryset(request).annotate(times=Count("uses"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        unfit = promotions.prices_below_minimum(form.instance)
        if unfit:
            names = "; ".join(f"{price.plan.name}, {price}" for price in unfit)
            self.message_user(request, UNFIT.format(names=names), messages.WARNING)

    @admin.display(description="takes off")
    def takes_off(self, promotion: Promotion) -> str:
        if promotion.amount_off:
            return format_money(promotion.amount_off, promotion.currency)
        return f"{promotion.percent_off}\N{NO-BREAK SPACE}%"

    @admin.display(description="used so far")
    def used(self, promotion: Promotion) -> str:
        times = getattr(promotion, "times", 0)
        return f"{times} of {promotion.most_uses}" if promotion.most_uses else str(times)
