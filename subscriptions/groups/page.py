"""The template context of the pages about groups."""

from datetime import datetime
from typing import Any

from subscriptions.groups import group_seats, invitations
from subscriptions.models import Group


def group_context(group: Group, *, at: datetime) -> dict[str, Any]:
    """Return the context of subscriptions/group.html; `runs_until` is None for a group without its
    own end.
    """
    seats = list(group.places.current().select_related("user").order_by("slot"))
    until = group_seats.runs_until(group, at=at)
    return {
        "group": group,
        "seats": [
            {"seat": seat, "has_expired": invitations.has_expired(seat, at=at)} for seat in seats
        ],
        "used": len(seats),
        "left": max(group.seats - len(seats), 0),
        "runs": until is None or until > at,
        "runs_until": group.ends_at if group.ends_at and group.ends_at > at else None,
    }
