"""People at the desk: who they are and which groups they belong to."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Someone added here has no password yet: they sign in with a mailed code, or ask for a new password."""

    list_display = ["email", "name", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "name"]
    show_full_result_count = False
    ordering = ["-pk"]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "is_active"]}),
        ("At the desk", {"fields": ["is_staff", "groups", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody raises oneself, or others, above one's own rank."""
        ranks = [] if request.user.is_superuser else ["is_staff", "groups", "is_superuser"]
        return [*self.readonly_fields, *ranks]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever could change a superuser's address could sign in as one."""
        out_of_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not out_of_reach and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> Any:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
