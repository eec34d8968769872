"""Admin of recipients and suppressed addresses."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts.staff.read_only import WithoutAdd, WithoutChange
from newsletters.models import Recipient, SignUp, Suppression


class SignUpInline(WithoutAdd, WithoutChange, admin.TabularInline[SignUp, Recipient]):
    model = SignUp
    fields = ["newsletter", "since"]
    readonly_fields = ["newsletter", "since"]
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Recipient | None = None) -> bool:
        return request.user.has_perm("newsletters.view_recipient")


@admin.register(Recipient)
class RecipientAdmin(WithoutAdd, WithoutChange, admin.ModelAdmin[Recipient]):
    """View and delete recipients. Staff cannot add any: each must confirm by themselves."""

    list_display = ["address", "confirmed_at"]
    search_fields = ["address"]
    fields = ["address", "confirmed_at"]
    readonly_fields = ["address", "confirmed_at"]
    inlines = [SignUpInline]
    show_full_result_count = False


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    list_display = ["address", "reason", "since", "note"]
    list_filter = ["reason"]
    search_fields = ["address"]
    fields = ["address", "reason", "note"]

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        if not change:
            obj.since = timezone.now()
        super().save_model(request, obj, form, change)
