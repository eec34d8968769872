"""Admin of cancellations and withdrawals that were declared without signing in."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.staff.read_only import WithoutAdd, WithoutDelete
from subscriptions.billing.cancellation_requests import Contract
from subscriptions.models import CancellationRequest

FOR_A_PERSON, UNCONFIRMED, WAITING, DONE = "person", "unconfirmed", "waiting", "done"


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (FOR_A_PERSON, "Needs a person"),
            (UNCONFIRMED, "Not confirmed by mail"),
            (WAITING, "Confirmed, not carried out yet"),
            (DONE, "Carried out"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CancellationRequest]
    ) -> QuerySet[CancellationRequest] | None:
        rows = CancellationRequest.objects.filter(pk__in=queryset.values("pk"))
        by_state = {
            FOR_A_PERSON: rows.needs_person(timezone.now()),
            UNCONFIRMED: rows.filter(confirmed_at=None),
            WAITING: rows.waiting(),
            DONE: rows.exclude(done_at=None),
        }
        return by_state.get(self.value() or "")


class ResolutionForm(forms.ModelForm[CancellationRequest]):
    """Edit the resolution only: the declaration itself is legal proof and must not change."""

    class Meta:
        model = CancellationRequest
        fields: ClassVar = ["resolution"]
        labels: ClassVar = {"resolution": "What you did about it"}
        help_texts: ClassVar = {
            "resolution": "Cancel and refund on the reader’s page; say here that it is done."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "resolution" in self.fields:
            self.fields["resolution"].required = True


@admin.register(CancellationRequest)
class CancellationRequestAdmin(WithoutAdd, WithoutDelete, admin.ModelAdmin[CancellationRequest]):
    form = ResolutionForm
    list_display = ["received_at", "kind", "contract", "email", "state", "resolution"]
    list_filter = [StateFilter, "kind", "contract"]
    search_fields = ["email", "name", "details", "resolution"]
    list_select_related = ["purchase"]
    show_full_result_count = False
    list_per_page = 50
    actions: Any = None
    declaration = [
        "received_at",
        "kind",
        "contract",
        "name",
        "email",
        "details",
        "ends_on",
        "reason",
    ]
    outcome = ["state", "is_receipt_sent", "has_contract", "confirmed_at", "chosen", "done_at"]
    fieldsets: ClassVar[Any] = [
        ("Declared", {"fields": declaration}),
        ("Outcome", {"fields": outcome}),
        ("Resolution", {"fields": ["resolution", "resolved_at", "resolved_by"]}),
    ]
    readonly_fields = [*declaration, *outcome, "resolved_at", "resolved_by"]

    @admin.display
    def state(self, row: CancellationRequest) -> str:
        if row.done_at is not None:
            return "Refund failed" if row.refund_failed else "Carried out"
        if row.confirmed_at is not None:
            return (
                "Confirmed, waiting for its date"
                if row.ends_on
                else "Confirmed, waiting for the provider"
            )
        if not row.has_contract:
            return "No contract found"
        return (
            "Waiting for confirmation by mail"
            if timezone.now() < row.link_ends_at
            else "Never confirmed"
        )

    @admin.display(description="contract")
    def chosen(self, row: CancellationRequest) -> str:
        return str(Contract(row.subscription, row.purchase)) or "—"

    def save_model(
        self, request: HttpRequest, obj: CancellationRequest, form: Any, change: bool
    ) -> None:
        by: User = request.user  # type: ignore[assignment]  # only people enter the desk
        obj.resolved_at, obj.resolved_by = timezone.now(), by
        obj.save(update_fields=["resolution", "resolved_at", "resolved_by"])
