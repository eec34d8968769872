"""Group invitations by e-mail: a signed link to a seat.

It is valid for two weeks, until it is used or renewed.
"""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.mail import compose
from accounts.models import User
from accounts.text.validators import has_address
from subscriptions.models import Group, GroupSeat

SALT = "standfirst.group-invitation"
VALID_FOR = timedelta(days=14)
MAX_TOKEN_LENGTH = 200


def token_for(seat: GroupSeat) -> str:
    return str(Signer(salt=SALT).sign_object([seat.pk, seat.invited_at.isoformat()]))


def seat_for(token: str, *, at: datetime) -> GroupSeat | None:
    """Return the seat of the link, or None if it is forged, expired, used or replaced."""
    if len(token) > MAX_TOKEN_LENGTH:
        return None
    try:
        pk, invited_at = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    seats = GroupSeat.objects.current().filter(pk=pk, user=None, group__owner__is_active=True)
    seat = seats.select_related("group__owner").first()
    if seat is None or seat.invited_at.isoformat() != invited_at or has_expired(seat, at=at):
        return None
    return seat


def has_expired(seat: GroupSeat, *, at: datetime) -> bool:
    return at >= seat.invited_at + VALID_FOR


def send(seat: GroupSeat) -> bool:
    path = reverse("subscriptions:group-join", args=[token_for(seat)])
    owner = seat.group.owner
    context = {"owner": name_of(owner), "path": path, "good_until": seat.invited_at + VALID_FOR}
    return compose.send(compose.compose("group_invitation", seat.email, context))


def send_removed_email(member: User, group: Group) -> bool:
    return compose.send(
        compose.compose("group_seat_removed", member.email, {"group": group_name(group)})
    )


def send_closed_email(email: str, name: str) -> bool:
    return compose.send(compose.compose("group_closed", email, {"group": name}))


def group_name(group: Group) -> str:
    return group.name or f"{name_of(group.owner)}’s group"


def name_of(owner: User) -> str:
    # Old names may contain a web address, which could be used for spam. New names cannot.
    return owner.email if has_address(owner.name) else str(owner)
