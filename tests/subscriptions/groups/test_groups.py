"""Groups: members have access exactly as long as the owner's subscription or the group is
active.
"""

from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from accounts.reader import Reader
from subscriptions.groups import group_seats
from subscriptions.groups.group_seats import SeatError
from subscriptions.models import Entitlement, Group, GroupSeat
from subscriptions.paywall import rule
from tests.cast import DAY, NOON, SECOND, MakeReader, at_a_browser, entitle

pytestmark = pytest.mark.promise(
    "A removed member loses access at the next request; members read as long as the owner",
    section="institutions",
)


ENDS = NOON + 20 * DAY


@pytest.fixture
def owner(noon: Any, make_reader: MakeReader) -> User:
    """A subscriber of a plan for a household of three."""
    user = make_reader("olga")
    entitle(user, since=10 * DAY, until=20 * DAY)
    group_seats.sync_owned_group(user, at=NOON, seats=3)
    return user


@pytest.fixture
def member(owner: User, make_reader: MakeReader) -> User:
    user = make_reader("milo")
    join(owner, user)
    return user


def join(owner: User, user: User) -> GroupSeat:
    seat = group_seats.invite(owner.owned_group, user.email, at=NOON)
    return group_seats.join(seat, user, at=NOON)


def reads(user: User, at: Any = NOON) -> bool:
    return rule.is_entitled(Reader(user=user), at=at)


def entitlement_of(owner: User) -> Entitlement:
    return owner.entitlements.get(source="subscription")


def test_a_plan_for_several_makes_the_group(owner: User) -> None:
    group = Group.objects.get(owner=owner)
    assert (group.seats, group.ends_at) == (3, None)
    assert list(group.group_seats.values_list("slot", "user")) == [(1, owner.pk)]
    assert not Entitlement.objects.filter(source="group").exists()


def test_a_plan_for_one_makes_none(noon: Any, make_reader: MakeReader) -> None:
    user = make_reader("single")
    group_seats.sync_owned_group(user, at=NOON, seats=1)
    group_seats.sync_owned_group(user, at=NOON)
    assert not Group.objects.exists()


def test_a_member_reads_until_the_owner_does_to_the_second(member: User) -> None:
    assert reads(member)
    assert reads(member, ENDS - SECOND)
    assert not reads(member, ENDS)


def test_a_renewal_prolongs_and_an_end_ends(owner: User, member: User) -> None:
    entitlement = entitlement_of(owner)
    entitlement.ends_at = ENDS + 30 * DAY
    entitlement.save()
    assert reads(member, ENDS + 30 * DAY - SECOND)
    entitlement.ends_at = NOON
    entitlement.save()
    assert not reads(member)
    assert Entitlement.objects.get(user=member).ends_at == NOON


def test_a_right_that_is_deleted_takes_the_members_along(owner: User, member: User) -> None:
    entitlement_of(owner).delete()
    assert not reads(member)


def test_periods_that_follow_each_other_count_as_one(owner: User, member: User) -> None:
    entitle(owner, since=-20 * DAY, until=50 * DAY)
    assert Entitlement.objects.get(user=member).ends_at == NOON + 50 * DAY
    entitle(owner, since=-60 * DAY, until=90 * DAY)  # after a gap
    assert Entitlement.objects.get(user=member).ends_at == NOON + 50 * DAY


def test_a_subscription_taken_up_again_opens_the_seats_again(
    owner: User, member: User, noon: Any
) -> None:
    later = ENDS + 10 * DAY
    noon.move_to(later)
    entitle(owner, since=-30 * DAY, until=60 * DAY)
    assert reads(member, later)
    assert not reads(member, later - SECOND)
    spans = (
        Entitlement.objects.filter(user=member)
        .order_by("starts_at")
        .values_list("starts_at", "ends_at")
    )
    assert list(spans) == [(NOON, ENDS), (later, NOON + 60 * DAY)]


@pytest.mark.parametrize("source", ["gift", "complimentary", "institution", "group"])
def test_only_a_subscription_carries_a_group(source: str, owner: User, member: User) -> None:
    entitlement_of(owner).delete()
    entitle(owner, since=DAY, until=None, source=source)
    group_seats.sync_owned_group(owner, at=NOON)
    assert not reads(member)


def test_a_smaller_plan_takes_the_last_seats(
    owner: User, member: User, make_reader: MakeReader
) -> None:
    last = make_reader("lena")
    join(owner, last)
    group_seats.sync_owned_group(owner, at=NOON, seats=2)
    assert reads(member)
    assert not reads(last)
    group_seats.sync_owned_group(owner, at=NOON, seats=1)
    assert not reads(member)
    assert reads(owner)


def test_a_group_of_the_desk_runs_by_itself(noon: Any, make_reader: MakeReader) -> None:
    teacher, pupil = make_reader("teacher"), make_reader("pupil")
    group = Group.objects.create(owner=teacher, seats=2, ends_at=NOON + DAY)
    group_seats.sync_group(group, at=NOON)
    group_seats.join(group_seats.invite(group, pupil.email, at=NOON), pupil, at=NOON)
    for user in (teacher, pupil):
        assert reads(user, NOON + DAY - SECOND)
        assert not reads(user, NOON + DAY)
    group.ends_at = NOON
    group.save()
    group_seats.sync_group(group, at=NOON)
    assert not reads(teacher)
    assert not reads(pupil)


def test_a_plan_takes_no_seat_from_a_group_of_the_desk(noon: Any, make_reader: MakeReader) -> None:
    teacher = make_reader("teacher")
    group = Group.objects.create(owner=teacher, seats=30, ends_at=NOON + DAY)
    group_seats.sync_owned_group(teacher, at=NOON, seats=4)
    group.refresh_from_db()
    assert group.seats == 30
    group_seats.sync_owned_group(teacher, at=NOON + DAY, seats=4)
    group.refresh_from_db()
    assert group.seats == 4


def test_whoever_is_removed_reads_no_further(
    owner: User, member: User, make_reader: MakeReader
) -> None:
    seat = GroupSeat.objects.get(user=member)
    group_seats.remove(seat, at=NOON)
    assert not reads(member)
    entitle(owner, since=-20 * DAY, until=50 * DAY)
    assert not reads(member, NOON + 30 * DAY)
    join(owner, make_reader("next"))
    assert list(owner.owned_group.group_seats.current().values_list("slot", flat=True)) == [1, 2]


def test_a_former_member_may_be_asked_again(owner: User, member: User) -> None:
    group_seats.remove(GroupSeat.objects.get(user=member), at=NOON)
    join(owner, member)
    assert reads(member)


def test_an_invitation_taken_back_is_forgotten(owner: User) -> None:
    group_seats.remove(
        group_seats.invite(owner.owned_group, "friend@reader.example", at=NOON), at=NOON
    )
    assert not GroupSeat.objects.filter(email="friend@reader.example").exists()


def test_seats_are_as_many_as_there_are(owner: User) -> None:
    group = owner.owned_group
    for name in ("a", "b"):
        group_seats.invite(group, f"{name}@reader.example", at=NOON)
    with pytest.raises(SeatError, match="Every seat"):
        group_seats.invite(group, "c@reader.example", at=NOON)


@pytest.mark.parametrize("typed", ["friend@reader.example", " Friend@Reader.example "])
def test_an_address_is_invited_once(typed: str, owner: User) -> None:
    group_seats.invite(owner.owned_group, "friend@reader.example", at=NOON)
    with pytest.raises(SeatError, match="already"):
        group_seats.invite(owner.owned_group, typed, at=NOON)


def test_a_plus_makes_another_address(owner: User) -> None:
    group_seats.invite(owner.owned_group, "friend@reader.example", at=NOON)
    group_seats.invite(owner.owned_group, "friend+two@reader.example", at=NOON)
    assert owner.owned_group.group_seats.count() == 3


def test_owners_invite_others(owner: User) -> None:
    with pytest.raises(SeatError, match="your own"):
        group_seats.invite(owner.owned_group, "OLGA@reader.example", at=NOON)


def test_nobody_sits_twice_in_a_group(owner: User, member: User) -> None:
    other = group_seats.invite(owner.owned_group, "other@reader.example", at=NOON)
    for user in (member, owner):
        with pytest.raises(SeatError):
            group_seats.join(other, user, at=NOON)
    assert GroupSeat.objects.get(pk=other.pk).user is None


def test_a_seat_is_taken_once(owner: User, member: User, make_reader: MakeReader) -> None:
    late = make_reader("late")
    seat = group_seats.invite(owner.owned_group, late.email, at=NOON)
    group_seats.invite_again(GroupSeat.objects.get(pk=seat.pk), at=NOON + SECOND)
    with pytest.raises(SeatError):
        group_seats.join(seat, late, at=NOON)  # the former invitation
    newer = GroupSeat.objects.get(pk=seat.pk)
    group_seats.join(newer, late, at=NOON)
    with pytest.raises(SeatError):
        group_seats.join(newer, make_reader("latest"), at=NOON)
    with pytest.raises(SeatError):
        group_seats.invite_again(newer, at=NOON)


def test_a_closed_account_leaves_a_free_seat(owner: User, member: User) -> None:
    User.objects.filter(pk=member.pk).delete()
    assert list(owner.owned_group.group_seats.values_list("slot", flat=True)) == [1]


def test_when_the_owner_closes_the_members_are_told(
    owner: User, member: User, django_capture_on_commit_callbacks: Any
) -> None:
    group_seats.invite(owner.owned_group, "never-joined@reader.example", at=NOON)
    browser = at_a_browser(owner).client
    browser.post("/accounts/reauthenticate/", {"password": "a quiet reading room"})
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/account/close/", {"email": owner.email})
    assert not User.objects.filter(pk=owner.pk).exists()
    assert not reads(member)
    messages = [email.to for email in mail.outbox if "has ended" in email.subject]
    assert messages == [[member.email]]


def test_old_addresses_are_forgotten(owner: User, member: User, make_reader: MakeReader) -> None:
    group_seats.invite(owner.owned_group, "never-joined@reader.example", at=NOON)
    former = make_reader("former")
    group_seats.remove(GroupSeat.objects.get(user=member), at=NOON)
    join(owner, former)
    assert group_seats.forget_old(at=NOON + 60 * DAY) == 0
    assert group_seats.forget_old(at=NOON + 60 * DAY + SECOND) == 1
    assert group_seats.forget_old(at=NOON + 365 * DAY + SECOND) == 1
    assert set(GroupSeat.objects.values_list("user", flat=True)) == {owner.pk, former.pk}
