"""Read-only admin of what the payment provider has. Actions are on each reader's page."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.staff.read_only import ReadOnlyAdmin
from subscriptions.fulfilment import webhooks
from subscriptions.models import GatewayEvent, Payment, Purchase, Subscription

MOST_AT_ONCE = 200


class Books(ReadOnlyAdmin[Any]):
    """A read-only list of rows from the provider."""

    list_per_page = 50
    # Facets count all rows for every filter, which is slow on large tables.
    show_facets = admin.ShowFacets.NEVER
    list_select_related: ClassVar[Any] = ["user"]
    actions: Any = None

    @admin.display(description="reader")
    def reader(self, row: Any) -> str | SafeString:
        user: User | None = row.user
        if user is None:
            return getattr(row, "email", "") or getattr(row, "billed_to", "") or "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:reader", args=[user.pk]), user.email
        )


@admin.register(Subscription)
class SubscriptionAdmin(Books):
    list_display = [
        "what",
        "reader",
        "status",
        "terms",
        "started_at",
        "period_ends_at",
        "end_reason",
    ]
    list_select_related = ["user", "price__plan", "purchase"]
    list_filter = ["status", "end_reason", "cancel_at_period_end", "gateway"]
    search_fields = ["user__email", "gateway_id", "purchase__email"]

    @admin.display(description="price")
    def terms(self, one: Subscription) -> str:
        return f"{one.money} a {one.every}"


@admin.register(Payment)
class PaymentAdmin(Books):
    list_display = [
        "made_at",
        "reader",
        "description",
        "money",
        "state",
        "refunded_money",
        "refund_failed_at",
        "number",
    ]
    list_filter = ["state", ("refund_failed_at", admin.EmptyFieldListFilter), "currency", "gateway"]
    search_fields = ["user__email", "billed_to", "gateway_id", "number"]
    actions = ["paid_back_otherwise"]
    # Without `url`: the provider's invoice opens without sign-in.
    fields: ClassVar[Any] = [
        *("user", "billed_to", "description", "amount", "refunded", "currency", "state", "number"),
        *("made_at", "paid_at", "refunded_at", "disputed_at", "refund_failed_at"),
        *(
            "period_starts_at",
            "period_ends_at",
            "subscription",
            "purchase",
            "gateway",
            "gateway_id",
        ),
    ]

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("subscriptions.change_payment")

    @admin.action(description="Refund failed, and was paid another way", permissions=["refund"])
    def paid_back_otherwise(self, request: HttpRequest, chosen: QuerySet[Payment]) -> None:
        """Mark a failed refund as paid another way, so that it is not retried and not reported."""
        failed = list(chosen.exclude(refund_failed_at=None)[:MOST_AT_ONCE])
        for payment in failed:
            Payment.objects.filter(pk=payment.pk).update(refund_failed_at=None)
            self.log_change(request, payment, "The refund failed and was paid another way.")
        self.message_user(request, f"Done: {len(failed)}.", messages.INFO)


@admin.register(Purchase)
class PurchaseAdmin(Books):
    list_display = ["terms_shown_at", "reader", "product", "money", "kind", "state", "paid_at"]
    list_filter = ["state", "kind", "gateway"]
    # Only the whole id: a search for a part of it would reveal it letter by letter.
    search_fields = ["user__email", "email", "=session_id"]
    # Without `next_path`, `pay_url`, `session_id` and `reference`: they open the payment page, and
    # the page with a gift's code, without sign-in.
    fields: ClassVar[Any] = [
        *("kind", "state", "user", "email", "product", "price", "promotion"),
        *("amount", "renewal_amount", "currency", "interval", "interval_count"),
        *(
            "terms_text",
            "terms_shown_at",
            "begins_at_once_agreed_at",
            "gift_link",
            "gateway",
            "expires_at",
            "paid_at",
        ),
    ]


@admin.register(GatewayEvent)
class GatewayEventAdmin(Books):
    """Webhook events, pending ones first."""

    ordering = [F("done_at").desc(nulls_first=True), "-received_at", "-pk"]
    list_display = ["kind", "received_at", "done_at", "times", "error", "gateway"]
    list_select_related = False
    list_filter = [("done_at", admin.EmptyFieldListFilter), "kind", "gateway"]
    search_fields = ["event_id", "subject_id", "kind"]
    actions = ["process_again"]

    def has_process_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("subscriptions.change_gatewayevent")

    @admin.action(description="Process again", permissions=["process"])
    def process_again(self, request: HttpRequest, chosen: QuerySet[GatewayEvent]) -> None:
        at = timezone.now()
        left = list(chosen.filter(done_at=None).order_by("received_at", "pk")[:MOST_AT_ONCE])
        answers = [webhooks.process(event.pk, at=at) for event in left]
        for event, done in zip(left, answers, strict=True):
            self.log_change(
                request, event, "Processed again." if done else "Processing failed again."
            )
        self.message_user(
            request,
            f"Processed: {answers.count(True)}. Failed: {answers.count(False)}.",
            messages.INFO,
        )
