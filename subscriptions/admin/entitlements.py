"""Admin of entitlements."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from subscriptions import entitlements
from subscriptions.admin.logged import LoggedAdmin
from subscriptions.forms.entitlements import EntitlementForm
from subscriptions.links import gift
from subscriptions.models import Entitlement

HOW_TO_END = {
    "subscription": (
        "A subscription decides about it: end the subscription on the reader’s page (“End now”)."
    ),
    "group_seat": (
        "A seat in a group decides about it: free the seat on the reader’s page, or change the"
        " group’s end."
    ),
    "institution_seat": (
        "A seat at an institution decides about it: free the seat on the reader’s page."
    ),
    "gift": "A gift decides about it: revoke the gift in the list of gifts.",
}


@admin.register(Entitlement)
class EntitlementAdmin(LoggedAdmin[Entitlement]):
    """Grant and end entitlements, effective from the next request."""

    list_display = ["user", "source", "starts_at", "ends_at", "in_force", "note"]
    list_filter = ["source"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name", "note"]
    autocomplete_fields = ["user"]
    form = EntitlementForm
    fields = ["user", "source", "starts_at", "lasts", "ends_at", "note", "granted_by"]
    readonly_fields = ["granted_by"]
    actions = ["end_now"]
    show_full_result_count = False

    @admin.display(boolean=True)
    def in_force(self, entitlement: Entitlement) -> bool:
        return entitlement.is_in_force(timezone.now())

    def save_model(
        self, request: HttpRequest, obj: Entitlement, form: ModelForm[Entitlement], change: bool
    ) -> None:
        if not change:
            obj.granted_by = request.user  # type: ignore[assignment]  # only people enter the desk
        super().save_model(request, obj, form, change)
        if change:
            gift.revoke_without_entitlement(obj.user, at=timezone.now())

    def get_fields(self, request: HttpRequest, obj: Entitlement | None = None) -> Any:
        if obj is None or entitlements.controller_of(obj) is None:
            return self.fields
        # Read-only: the next sync of the subscription, seat or gift would undo a change made here.
        return ["user", "source", "starts_at", "ends", "how_to_end", "note", "granted_by"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Entitlement | None = None
    ) -> list[str]:
        is_decided = obj is not None and entitlements.controller_of(obj) is not None
        return [
            *(["user", "source", "starts_at", "ends", "how_to_end"] if is_decided else []),
            "granted_by",
        ]

    @admin.display(description="ends", empty_value="Without an end")
    def ends(self, entitlement: Entitlement) -> datetime | None:
        return entitlement.ends_at

    @admin.display(description="how to end it")
    def how_to_end(self, entitlement: Entitlement) -> str:
        return HOW_TO_END[entitlements.controller_of(entitlement) or ""]

    def has_delete_permission(self, request: HttpRequest, obj: Entitlement | None = None) -> bool:
        is_decided = obj is not None and entitlements.controller_of(obj) is not None
        return super().has_delete_permission(request, obj) and not is_decided

    def delete_model(self, request: HttpRequest, obj: Entitlement) -> None:
        super().delete_model(request, obj)
        gift.revoke_without_entitlement(obj.user, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Entitlement]) -> None:
        readers = list(User.objects.filter(entitlements__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for reader in readers:
            gift.revoke_without_entitlement(reader, at=timezone.now())

    @admin.action(description="End now", permissions=["change"])
    def end_now(self, request: HttpRequest, queryset: QuerySet[Entitlement]) -> None:
        at = timezone.now()
        queryset = queryset.select_related("user", *entitlements.CONTROLLERS)
        running = list(queryset.in_force(at)) + list(queryset.filter(starts_at__gt=at))  # type: ignore[attr-defined]  # our own queryset
        own = [right for right in running if entitlements.controller_of(right) is None]
        for right in own:
            right.ends_at = max(at, right.starts_at)
            right.save(update_fields=["ends_at"])
            gift.revoke_without_entitlement(right.user, at=at)
            self.log_change(request, right, "Ended now.")
        if own or not running:
            self.message_user(request, f"Ended: {len(own)}.", messages.SUCCESS)
        refused = Counter(
            decides for right in running if (decides := entitlements.controller_of(right))
        )
        for decided_by, number in refused.items():
            self.message_user(
                request, f"Not ended: {number}. {HOW_TO_END[decided_by]}", messages.WARNING
            )
