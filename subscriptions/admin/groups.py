"""Admin of groups.

The desk creates a group for any reader; its members come by the owner's invitations.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from subscriptions.admin.seats import SeatInline, SeatsAdmin
from subscriptions.forms.group import GroupForm
from subscriptions.groups import group_seats
from subscriptions.models import Group, GroupSeat


class GroupSeatInline(SeatInline):
    model = GroupSeat
    fields = ["slot", "email", "user", "invited_at", "accepted_at", "removed_at", "free_it"]
    readonly_fields = [
        "slot",
        "email",
        "user",
        "invited_at",
        "accepted_at",
        "removed_at",
        "free_it",
    ]
    verbose_name_plural = "seats, former ones too"
    ordering = ["-removed_at", "slot"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupSeat]:
        return super().get_queryset(request).select_related("user", "group__owner")

    def may_be_freed(self, seat: GroupSeat) -> bool:
        return seat.removed_at is None and seat.slot != GroupSeat.OWNERS


@admin.register(Group)
class GroupAdmin(SeatsAdmin):
    form = GroupForm
    list_display = ["__str__", "owner", "seats_taken", "ends_at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__email", "owner__name", "group_seats__email"]
    autocomplete_fields = ["owner"]
    inlines = [GroupSeatInline]
    fields = ["owner", "name", "seats", "ends_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        rows: QuerySet[Group] = super().get_queryset(request)
        return rows.annotate(
            taken=Count("group_seats", filter=Q(group_seats__removed_at=None), distinct=True)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        # Another owner would be another group.
        return ["owner"] if obj else []

    @admin.display(description="seats taken")
    def seats_taken(self, group: Any) -> str:
        return f"{group.taken} of {group.seats}"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        group_seats.sync_group(form.instance, at=timezone.now())

    def seats_of(self, owner: Group) -> QuerySet[GroupSeat]:
        return (
            owner.group_seats.current()
            .exclude(slot=GroupSeat.OWNERS)
            .select_related("user", "group")
        )

    def free(self, seat: GroupSeat) -> None:
        group_seats.remove(seat, at=timezone.now())

    def holder(self, seat: GroupSeat) -> str:
        return seat.email
