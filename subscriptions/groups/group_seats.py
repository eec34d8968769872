"""Groups: members read as long as the owner's subscription or the group is active.

The owner invites them, and has the first seat. Access ends immediately when a member leaves or is
removed.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction

from accounts.email_addresses import canonical_or_lower
from accounts.exceptions import Refusal
from accounts.models import User
from subscriptions import entitlements
from subscriptions.links import gift
from subscriptions.models import Entitlement, Group, GroupSeat

ALL_TAKEN = "Every seat in your group is taken. Take one back first."
OWN_ADDRESS = "That is your own address, and the first seat is yours already."
TWICE = "That address has a seat in your group already."
MEMBER_ALREADY = "You have a seat in this group already."
OWN_GROUP = "This is your own group, and the first seat is yours already."
SEAT_GONE = "This invitation has been used, taken back or replaced by a newer one. Ask for another."
INVITATION_RETENTION = timedelta(days=60)
FORMER_MEMBER_RETENTION = timedelta(days=365)


class SeatError(Refusal):
    """A seat that cannot be given; the message is displayed to the reader."""


@transaction.atomic
def sync_owned_group(user: User, *, at: datetime, seats: int | None = None) -> None:
    """Adjust the members' entitlements after a change of the owner's subscription.

    `seats` is the number in the plan, the owner included; a plan with more than one creates the
    group.
    """
    group = _locked(Group.objects.filter(owner=user)).first()
    if group is None and seats is not None and seats > 1:
        group = Group.objects.create(owner=user, seats=seats)
    if group is None:
        return
    if seats is not None:
        runs_by_itself = group.ends_at is not None and group.ends_at > at
        # The plan takes no seat from a group with its own end date.
        seats = max(seats, group.seats) if runs_by_itself else seats
        if group.seats != seats:
            group.seats = seats
            group.save(update_fields=["seats"])
    sync_group(group, at=at)


def _locked(groups: models.QuerySet[Group]) -> models.QuerySet[Group]:
    # All changes of a group take this lock first.
    return groups.select_for_update(of=("self",), no_key=True).select_related("owner")


@transaction.atomic
def sync_group(group: Group, *, at: datetime) -> None:
    """Seat the owner, remove seats above the limit, and adjust the entitlements.

    Call it after each change.
    """
    _locked(Group.objects.filter(pk=group.pk)).first()
    owner = {"user": group.owner, "email": group.owner.email}
    owners_seat = {**owner, "invited_at": at, "accepted_at": at}
    group.group_seats.get_or_create(slot=GroupSeat.OWNERS, removed_at=None, defaults=owners_seat)
    for seat in group.group_seats.current().filter(slot__gt=group.seats):
        remove(seat, at=at)
    until = runs_until(group, at=at)
    for seat in group.group_seats.joined().select_related("user", "entitlement"):
        # The owner reads by the subscription, or by a group that runs without one.
        is_owners = seat.slot == GroupSeat.OWNERS
        _sync_seat(seat, (group.ends_at or at) if is_owners else until, at)


def runs_until(group: Group, *, at: datetime) -> datetime | None:
    """Return when the members' access ends: None for no end, `at` if they have none."""
    own = Entitlement.objects.filter(user=group.owner, source=Entitlement.Source.SUBSCRIPTION)
    covered = entitlements.covered_until(own, at=at)
    return None if covered is None else max(covered, group.ends_at or at)


def _sync_seat(seat: GroupSeat, until: datetime | None, at: datetime) -> None:
    if seat.user is None:
        return
    entitlement = entitlements.grant_or_adjust(
        seat.entitlement,
        user=seat.user,
        source=Entitlement.Source.GROUP,
        note=f"Seat in {seat.group}"[:200],
        starts_at=at,
        ends_at=until,
        at=at,
    )
    if entitlement != seat.entitlement:
        seat.entitlement = entitlement
        seat.save(update_fields=["entitlement"])


@transaction.atomic
def invite(group: Group, email: str, *, at: datetime) -> GroupSeat:
    locked = _locked(Group.objects.filter(pk=group.pk)).get()
    address, owner = canonical_or_lower(email), locked.owner
    own = EmailAddress.objects.filter(user=owner).values_list("email", flat=True)
    if address in map(canonical_or_lower, [owner.email, *own]):
        raise SeatError(OWN_ADDRESS)
    taken = dict(locked.group_seats.current().values_list("slot", "email"))
    if address in taken.values():
        raise SeatError(TWICE)
    slots = range(GroupSeat.OWNERS + 1, locked.seats + 1)
    slot = next((slot for slot in slots if slot not in taken), None)
    if slot is None:
        raise SeatError(ALL_TAKEN)
    seat = GroupSeat(group=locked, slot=slot, email=address, invited_at=at)
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError:  # the slot or the address was taken at the same moment
        raise SeatError(ALL_TAKEN) from None
    return seat


def invite_again(seat: GroupSeat, *, at: datetime) -> GroupSeat:
    """Renew an unused invitation, so that its earlier link is no longer valid."""
    if not GroupSeat.objects.current().filter(pk=seat.pk, user=None).update(invited_at=at):
        raise SeatError(SEAT_GONE)
    seat.refresh_from_db()
    return seat


@transaction.atomic
def join(seat: GroupSeat, user: User, *, at: datetime) -> GroupSeat:
    """Take the seat with the invitation in `seat`; raise SeatError if it is no longer valid."""
    group = _locked(Group.objects.filter(pk=seat.group_id)).first()
    if group is None:
        raise SeatError(SEAT_GONE)
    if refusal := why_not(group, user):
        raise SeatError(refusal)
    # `invited_at` must be unchanged: a renewed invitation invalidates the earlier link.
    open_seat = GroupSeat.objects.current().filter(
        pk=seat.pk, user=None, invited_at=seat.invited_at
    )
    if not open_seat.update(user=user, accepted_at=at):
        raise SeatError(SEAT_GONE)
    taken = GroupSeat.objects.select_related("user", "group", "entitlement").get(pk=seat.pk)
    _sync_seat(taken, runs_until(group, at=at), at)
    return taken


def why_not(group: Group, user: User) -> str:
    if group.owner_id == user.pk:
        return OWN_GROUP
    return MEMBER_ALREADY if group.group_seats.joined().filter(user=user).exists() else ""


@transaction.atomic
def remove(seat: GroupSeat, *, at: datetime) -> None:
    """Free the seat, end its entitlement and revoke its gift links.

    Delete it if nobody has joined with it.
    """
    _locked(Group.objects.filter(pk=seat.group_id)).first()
    entitlements.end(Entitlement.objects.filter(group_seat=seat), at=at)
    gift.revoke_of_seat(seat, at=at)
    GroupSeat.objects.filter(pk=seat.pk, user=None).delete()
    GroupSeat.objects.current().filter(pk=seat.pk).update(removed_at=at)


def forget_old(*, at: datetime) -> int:
    """Delete addresses of unused invitations, and of members who left long ago."""
    untaken = GroupSeat.objects.filter(user=None, invited_at__lt=at - INVITATION_RETENTION)
    former = GroupSeat.objects.filter(removed_at__lt=at - FORMER_MEMBER_RETENTION)
    return sum(seats.delete()[0] for seats in (untaken, former))
