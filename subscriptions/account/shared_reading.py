"""Seats and groups on the account page and in the data export."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from subscriptions.institutions import institution_seats as institutions
from subscriptions.models import Group, GroupSeat, InstitutionSeat


def shared_reading_section(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """Return the context of subscriptions/_account_others.html; for most readers it is empty."""
    user = request.user.pk
    seats = GroupSeat.objects.joined().filter(user=user).exclude(slot=GroupSeat.OWNERS)
    group = Group.objects.select_related("owner").filter(owner=user).first()
    return {
        "institution_seats": InstitutionSeat.objects.filter(user=user).select_related(
            "institution", "entitlement"
        ),
        "without_seat": institutions.institutions_without_seat(request.user, at=at),  # type: ignore[arg-type]  # signed in
        "group_seats": seats.select_related("group__owner"),
        "group": group,
        "taken": group.group_seats.current().count() if group else 0,
    }


def institution_seats(user: User) -> list[Any]:
    return list(InstitutionSeat.objects.filter(user=user).values("institution__name", "claimed_at"))


def group_seats(user: User) -> list[Any]:
    seats = GroupSeat.objects.filter(user=user).exclude(group__owner=user).order_by("invited_at")
    return [
        {
            "group": str(seat.group),
            "invited_at": seat.invited_at,
            "joined": seat.accepted_at,
            "removed": seat.removed_at,
        }
        for seat in seats.select_related("group__owner")
    ]


def own_group(user: User) -> dict[str, Any]:
    group = Group.objects.filter(owner=user).first()
    if group is None:
        return {}
    invited = group.group_seats.exclude(slot=GroupSeat.OWNERS).order_by("invited_at")
    kept = invited.values("email", "invited_at", "accepted_at", "removed_at")
    return {
        "name": str(group),
        "seats": group.seats,
        "ends_at": group.ends_at,
        "invited": list(kept),
    }
