"""Who may read, at the desk."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from subscriptions.admin.logged import LoggedAdmin
from subscriptions.forms.rights import EntitlementForm
from subscriptions.models import Entitlement


@admin.register(Entitlement)
class EntitlementAdmin(LoggedAdmin[Entitlement]):
    """Rights to read. Granting one opens the columns at the next request, ending it closes them."""

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
    def in_force(self, right: Entitlement) -> bool:
        return right.is_in_force(timezone.now())

    def save_model(self, request: HttpRequest, obj: Entitlement, form: ModelForm[Entitlement], change: bool) -> None:
        if not change:
            obj.granted_by = request.user  # type: ignore[assignment]  # only people enter the desk
        super().save_model(request, obj, form, change)

    @admin.action(description="End now", permissions=["change"])
    def end_now(self, request: HttpRequest, rights: QuerySet[Entitlement]) -> None:
        """What has begun ends at this moment; what was still to come never begins."""
        at = timezone.now()
        running = list(rights.in_force(at)) + list(rights.filter(starts_at__gt=at))  # type: ignore[attr-defined]  # our own queryset
        for right in running:
            right.ends_at = max(at, right.starts_at)
            right.save(update_fields=["ends_at"])
            self.log_change(request, right, "Ended now.")
        self.message_user(request, f"Ended: {len(running)}.", messages.SUCCESS)
