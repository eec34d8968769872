"""Admin of gifts: read-only, with two logged actions."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.staff.read_only import WithoutAdd, WithoutDelete
from subscriptions import gift_entitlements
from subscriptions.forms.desk_gifts import ACTS, SEND_AGAIN, TAKE_BACK, GiftDeskForm
from subscriptions.gifts import orders
from subscriptions.models import DeskLogEntry, Gift

NOT_SENT = "The e-mail could not be sent: the mail server is down. It will be retried."


@admin.register(Gift)
class GiftAdmin(WithoutAdd, WithoutDelete, admin.ModelAdmin[Gift]):
    """Gifts and their delivery. The code is not displayed: whoever sees it can redeem it."""

    form = GiftDeskForm
    list_display = [
        "what",
        "buyer",
        "recipient_email",
        "paid",
        "deliver_on",
        "delivered_at",
        "redeemed_at",
        "revoked_at",
    ]
    list_filter = ["purchase__state", "deliver_on"]
    list_select_related = ["purchase"]
    search_fields = [
        "purchase__email",
        "purchase__user__email",
        "recipient_email",
        "recipient_name",
        "redeemed_by__email",
    ]
    show_full_result_count = False
    facts = [
        "what",
        "buyer",
        "paid",
        "refunded",
        "length",
        "from_name",
        "message",
        "deliver_on",
        "delivered_at",
    ]
    ends = ["redeemed_by", "redeemed_at", "revoked_at"]
    fieldsets = [
        (None, {"fields": [*facts, *ends]}),
        ("Correct or revoke", {"fields": ["recipient_email", "recipient_name", "act", "why"]}),
    ]
    readonly_fields = [*facts, *ends]

    @admin.display(description="gift", ordering="purchase__product")
    def what(self, gift: Gift) -> str:
        return gift.purchase.product

    @admin.display(description="bought by", ordering="purchase__email")
    def buyer(self, gift: Gift) -> str:
        return gift.purchase.email

    @admin.display(description="price", ordering="purchase__amount")
    def paid(self, gift: Gift) -> str:
        return f"{gift.purchase.money}, {gift.purchase.get_state_display().lower()}"

    @admin.display(description="refunded")
    def refunded(self, gift: Gift) -> str:
        refunds = gift.purchase.payments.exclude(refunded=0)
        return ", ".join(payment.refunded_money for payment in refunds) or "—"

    def save_model(self, request: HttpRequest, obj: Gift, form: Any, change: bool) -> None:
        at, act, why = timezone.now(), form.cleaned_data["act"], form.cleaned_data["why"]
        if set(form.changed_data) - {"why"}:
            # The log entry and the change are stored together.
            with transaction.atomic():
                obj.save(update_fields=["recipient_email", "recipient_name"])
                done = dict(ACTS)[act] if act else f"Changed the address to {obj.recipient_email}"
                DeskLogEntry.objects.create(
                    user=obj.redeemed_by or obj.purchase.user,
                    by=request.user,  # type: ignore[misc]  # only people enter the desk
                    act=f"Gift {obj.pk}: {done}"[:120],
                    why=why,
                    done_at=at,
                )
                if act == TAKE_BACK:
                    gift_entitlements.revoke(obj, by_desk=True, at=at)
        if act == SEND_AGAIN:  # do not wait for the mail server inside the admin's transaction
            transaction.on_commit(lambda: self._send_again(request, obj, at))

    def _send_again(self, request: HttpRequest, gift: Gift, at: datetime) -> None:
        if not orders.deliver_again(gift, at=at):
            self.message_user(request, NOT_SENT, messages.WARNING)
