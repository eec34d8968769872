"""Admin of suggested amounts and of donations."""

from django.contrib import admin
from django.db.models import Sum

from accounts.staff.read_only import ReadOnly
from subscriptions.forms.desk_offers import DonationAmountForm
from subscriptions.models import Donation, DonationAmount
from subscriptions.models.money import format_money


@admin.register(DonationAmount)
class DonationAmountAdmin(admin.ModelAdmin[DonationAmount]):
    form = DonationAmountForm
    fields = ["amount", "currency", "position", "confirmed"]
    list_display = ["__str__", "position"]
    list_editable = ["position"]


@admin.register(Donation)
class DonationAdmin(ReadOnly, admin.ModelAdmin[Donation]):
    """Read-only: refund at the payment, stop a monthly donation at its subscription."""

    list_display = [
        "donor",
        "name",
        "amount_with_interval",
        "monthly",
        "state",
        "received",
        "thanked_at",
    ]
    list_filter = ["monthly", "purchase__state"]
    list_select_related = ["purchase__subscription"]
    search_fields = ["purchase__email", "name", "message"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["donor", "name", "message"]}),
        (
            "Money",
            {
                "fields": [
                    "amount_with_interval",
                    "monthly",
                    "state",
                    "received",
                    "sent_back",
                    "thanked_at",
                ]
            },
        ),
    ]
    readonly_fields = [
        "donor",
        "name",
        "message",
        "amount_with_interval",
        "monthly",
        "state",
        "received",
        "sent_back",
        "thanked_at",
    ]

    @admin.display(ordering="purchase__email")
    def donor(self, donation: Donation) -> str:
        return donation.purchase.email

    @admin.display(ordering="purchase__amount")
    def amount_with_interval(self, donation: Donation) -> str:
        return f"{donation.purchase.money}{' a month' if donation.monthly else ''}"

    @admin.display(ordering="purchase__state")
    def state(self, donation: Donation) -> str:
        running = getattr(donation.purchase, "subscription", None)
        state = running.get_status_display() if running else donation.purchase.get_state_display()
        return str(state)

    @admin.display(ordering="purchase__paid_at")
    def received(self, donation: Donation) -> object:
        return donation.purchase.paid_at or "—"

    @admin.display(description="refunded")
    def sent_back(self, donation: Donation) -> str:
        total = donation.purchase.payments.aggregate(total=Sum("refunded"))["total"] or 0
        return format_money(total, donation.purchase.currency) if total else "—"
