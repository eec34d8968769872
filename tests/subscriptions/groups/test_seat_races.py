"""Only one reader gets the last seat: real threads, each with its own connection, on PostgreSQL."""

from contextlib import suppress

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from subscriptions.groups import group_seats
from subscriptions.groups.group_seats import SeatError
from subscriptions.institutions import institution_seats
from subscriptions.models import (
    Entitlement,
    Group,
    GroupSeat,
    Institution,
    InstitutionDomain,
    InstitutionSeat,
)
from tests.cast import DAY, NOON, MakeReader, entitle
from tests.subscriptions.paywall.test_races import at_once

READERS = 12
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "The last seat of an institution or group is given once (PostgreSQL, real threads)",
        section="institutions",
    ),
]


@pytest.fixture
def university() -> Institution:
    made = Institution.objects.create(name="Uni", starts_at=NOON - DAY, ends_at=NOON + DAY, seats=3)
    InstitutionDomain.objects.create(institution=made, domain="uni.example")
    return made


@pytest.fixture
def owner(make_reader: MakeReader) -> User:
    user = make_reader("olga")
    entitle(user, since=DAY, until=20 * DAY)
    group_seats.sync_owned_group(user, at=NOON, seats=3)
    return user


@pytest.mark.parametrize("seats", [1, 3])
def test_an_institutions_last_seats(
    seats: int, university: Institution, make_reader: MakeReader
) -> None:
    Institution.objects.update(seats=seats)
    users = [make_reader(f"reader{number}") for number in range(READERS)]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=f"r{user.pk}@uni.example", verified=True) for user in users
    )
    values = at_once(
        lambda place: institution_seats.claim(users[place], university, at=NOON), READERS
    )
    assert sum(seat is not None for seat in values) == seats
    assert sorted(InstitutionSeat.objects.values_list("slot", flat=True)) == list(
        range(1, seats + 1)
    )
    assert Entitlement.objects.filter(source="institution").count() == seats


def test_one_reader_signing_in_everywhere_at_once(
    university: Institution, make_reader: MakeReader
) -> None:
    user = make_reader("ada")
    # bulk_create sends no signals, so the seat is not yet claimed.
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email="ada@uni.example", verified=True)]
    )
    at_once(lambda _: institution_seats.sync_reader(user, at=NOON), READERS)
    assert InstitutionSeat.objects.count() == 1
    assert Entitlement.objects.count() == 1


def test_a_contract_that_ends_while_seats_are_claimed(
    university: Institution, make_reader: MakeReader
) -> None:
    """A claim uses the old dates or the new ones; nobody has access after the contract's end."""
    Institution.objects.update(seats=None)
    users = [make_reader(f"reader{number}") for number in range(READERS)]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=f"r{user.pk}@uni.example", verified=True) for user in users
    )

    def act(position: int) -> None:
        if position:
            institution_seats.claim(users[position], university, at=NOON)
        else:
            Institution.objects.update(ends_at=NOON)
            # One thread ends the contract, all others claim a seat.
            institution_seats.sync_contract(university, at=NOON)

    at_once(act, READERS)
    assert not Entitlement.objects.in_force(NOON).exists()


def test_one_seat_and_many_invitations(owner: User) -> None:
    Group.objects.update(seats=2)

    def invite(position: int) -> bool:
        try:
            group_seats.invite(owner.owned_group, f"friend{position}@reader.example", at=NOON)
        except SeatError:
            return False
        return True

    assert sum(at_once(invite, READERS)) == 1
    assert list(GroupSeat.objects.values_list("slot", flat=True)) == [1, 2]


def test_one_link_and_many_who_join(owner: User, make_reader: MakeReader) -> None:
    seat = group_seats.invite(owner.owned_group, "friend@reader.example", at=NOON)
    users = [make_reader(f"reader{number}") for number in range(READERS)]

    def join(position: int) -> bool:
        try:
            group_seats.join(seat, users[position], at=NOON)
        except SeatError:
            return False
        return True

    assert sum(at_once(join, READERS)) == 1
    assert Entitlement.objects.filter(source="group").count() == 1


def test_joining_while_the_owner_takes_the_seat_back(owner: User, make_reader: MakeReader) -> None:
    seat, user = (
        group_seats.invite(owner.owned_group, "friend@reader.example", at=NOON),
        make_reader("friend"),
    )

    def act(position: int) -> None:
        with suppress(SeatError):
            group_seats.join(seat, user, at=NOON) if position else group_seats.remove(seat, at=NOON)

    at_once(act, 2)
    sits = GroupSeat.objects.joined().filter(user=user).exists()
    assert Entitlement.objects.in_force(NOON).filter(user=user).exists() is sits
