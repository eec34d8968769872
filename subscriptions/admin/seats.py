"""Base classes for the admin of seats: read-only, with one confirmed action that frees a seat."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.staff.local_time_fields import MOMENTS
from accounts.staff.read_only import WithoutAdd, WithoutChange


class SeatInline(WithoutAdd, WithoutChange, admin.TabularInline[Any, Any]):
    """A read-only list of seats."""

    extra = 0
    can_delete = False
    show_change_link = False

    @admin.display(description="")
    def free_it(self, seat: Model) -> SafeString | str:
        if seat.pk is None or not self.may_be_freed(seat):
            return "—"
        name = f"admin:{self.parent_model._meta.label_lower.replace('.', '_')}_free_seat"
        owner = getattr(seat, f"{self.parent_model._meta.model_name}_id")
        return format_html('<a href="{}">Free this seat</a>', reverse(name, args=[owner, seat.pk]))

    def may_be_freed(self, seat: Any) -> bool:
        return True


class SeatsAdmin(admin.ModelAdmin[Any]):
    """An admin of rows with seats.

    Subclasses define `seats_of` (seats that may be freed) and `free`.
    """

    formfield_overrides = MOMENTS

    seats_of: Callable[[Any], Any]
    free: Callable[[Any], None]

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:object_id>/seats/<int:seat_id>/free/",
            self.admin_site.admin_view(self.free_seat),
            name=f"{self.opts.app_label}_{self.opts.model_name}_free_seat",
        )
        return [own, *super().get_urls()]

    def free_seat(self, request: HttpRequest, object_id: int, seat_id: int) -> HttpResponse:
        owner = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_change_permission(request, owner):
            raise PermissionDenied
        seat = get_object_or_404(self.seats_of(owner), pk=seat_id)
        back = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[owner.pk]
        )
        if request.method != "POST":
            return self._confirm(request, owner, seat, back)
        # Log first: freeing may delete the row.
        self.log_change(request, owner, f"Freed the seat of {self.holder(seat)}.")
        self.free(seat)
        self.message_user(request, f"The seat of {self.holder(seat)} is free.", messages.SUCCESS)
        return HttpResponseRedirect(back)

    def _confirm(self, request: HttpRequest, owner: Any, seat: Any, back: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Free this seat?",
            "opts": self.opts,
            "owner": owner,
            "holder": self.holder(seat),
            "joined": seat.user_id is not None,
            "back": back,
        }
        return render(request, "admin/subscriptions/free_seat.html", context)

    def holder(self, seat: Any) -> str:
        return str(seat.user.email)
