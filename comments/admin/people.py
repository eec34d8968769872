"""Readers as they appear under columns: a moderator may make every comment of one wait."""

from django.contrib import admin
from django.http import HttpRequest

from comments.models import Commenter, Suspension


class SuspensionInline(admin.TabularInline[Suspension, Commenter]):
    model = Suspension
    fields = ("starts_at", "ends_at", "why", "by", "lifted_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Commenter | None = None) -> bool:
        return False


@admin.register(Commenter)
class CommenterAdmin(admin.ModelAdmin[Commenter]):
    list_display = ["name", "always_waits", "made_at"]
    list_filter = ["always_waits"]
    search_fields = ["name"]
    fields = ["name", "always_waits", "made_at"]
    readonly_fields = ["name", "made_at"]
    inlines = [SuspensionInline]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Commenter | None = None) -> bool:
        return False
