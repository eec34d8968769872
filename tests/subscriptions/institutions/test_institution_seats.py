"""Seats at institutions: for verified addresses, up to the limit, as long as the contract is
active.
"""

import re
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.db import IntegrityError

from accounts.email_addresses import mailbox_key
from accounts.models import User
from accounts.reader import Reader
from subscriptions.institutions import email_domains, institution_seats
from subscriptions.models import Entitlement, Institution, InstitutionDomain, InstitutionSeat, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, NOON, PASSWORD, SECOND, MakeColumn, MakeReader, at_a_browser

pytestmark = pytest.mark.promise(
    "A seat ends with its verified address, its contract or its account",
    section="institutions",
)


STARTS, ENDS = NOON - 5 * DAY, NOON + 5 * DAY


@pytest.fixture
def university(db: None) -> Institution:
    made = Institution.objects.create(
        name="Uni Example", starts_at=STARTS, ends_at=ENDS, seats=2, contact="library@uni.example"
    )
    InstitutionDomain.objects.create(institution=made, domain="uni.example")
    return made


def with_address(make_reader: MakeReader, email: str, *, verified: bool = True) -> User:
    """A reader with another primary address, and this one besides."""
    user = make_reader(email.replace("@", "-at-"))
    EmailAddress.objects.create(user=user, email=email, verified=verified)
    return user


def seats(institution: Institution) -> list[int]:
    return list(
        InstitutionSeat.objects.filter(institution=institution).values_list("slot", flat=True)
    )


def reads(user: User, at: datetime, make_column: MakeColumn) -> bool:
    column = make_column(Wall.SUBSCRIBERS, published_at=STARTS - DAY)
    return rule.check(column, Reader(user=user), at=at).reason == Reason.ENTITLED


@pytest.mark.parametrize(
    ("email", "belongs"),
    [
        ("ada@uni.example", True),
        ("ADA+news@Uni.Example", True),
        ("ada@law.uni.example", False),
        ("ada@notuni.example", False),
        ("ada@uni.example.org", False),
        ("uni.example@elsewhere.example", False),
    ],
)
def test_a_verified_address_at_the_domain_takes_a_seat(
    email: str, belongs: bool, university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    user = with_address(make_reader, email)
    assert bool(seats(university)) is belongs
    assert rule.is_entitled(at_a_browser(user).reader, at=NOON) is belongs


def test_an_address_that_is_not_verified_takes_none(
    university: Institution, noon: Any, make_reader: Any
) -> None:
    user = with_address(make_reader, "ada@uni.example", verified=False)
    assert not seats(university)
    EmailAddress.objects.get(user=user, email="ada@uni.example").set_verified()
    assert seats(university) == [1]
    entitlement = Entitlement.objects.get(user=user)
    assert (entitlement.source, entitlement.starts_at, entitlement.ends_at) == (
        "institution",
        NOON,
        ENDS,
    )


def test_subdomains_count_where_that_is_ticked_and_the_nearest_wins(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    university.domains.update(with_subdomains=True)
    faculty = Institution.objects.create(name="Law Faculty", starts_at=STARTS, ends_at=ENDS)
    InstitutionDomain.objects.create(
        institution=faculty, domain="law.uni.example", with_subdomains=False
    )
    with_address(make_reader, "ada@physics.uni.example")
    with_address(make_reader, "bob@law.uni.example")
    assert (seats(university), seats(faculty)) == ([1], [1])


def test_a_domain_in_another_script(
    noon: Any, university: Institution, make_reader: MakeReader
) -> None:
    InstitutionDomain.objects.create(
        institution=university, domain=email_domains.parse("hochschule-münchen.example")
    )
    with_address(make_reader, "ada@Hochschule-München.example")
    assert seats(university) == [1]


def test_seats_run_out_and_signing_in_takes_what_is_free(
    university: Institution, noon: Any, make_reader: MakeReader, make_column: MakeColumn
) -> None:
    first, _, third = (
        with_address(make_reader, f"{name}@uni.example") for name in ("ada", "bob", "cyn")
    )
    assert seats(university) == [1, 2]
    assert institution_seats.institutions_without_seat(third, at=NOON) == [university]
    assert not reads(third, NOON, make_column)
    institution_seats.free(InstitutionSeat.objects.get(user=first), at=NOON)
    assert not reads(first, NOON, make_column)
    at_a_browser(third)
    assert seats(university) == [1, 2]
    assert reads(third, NOON, make_column)
    assert Entitlement.objects.get(user=first).ends_at == NOON


def test_signing_in_again_takes_no_second_seat(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    at_a_browser(user)
    at_a_browser(user)
    assert seats(university) == [1]
    assert Entitlement.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("loss", ["removed", "unverified"])
def test_the_right_goes_with_the_address(
    loss: str, university: Institution, noon: Any, make_reader: MakeReader, make_column: MakeColumn
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    assert reads(user, NOON, make_column)
    address = EmailAddress.objects.get(user=user, email="ada@uni.example")
    if loss == "removed":
        address.delete()
    else:
        address.verified = False
        address.save()
    assert not seats(university)
    assert not reads(user, NOON, make_column)


def test_changing_the_address_through_the_site_gives_the_seat_back(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    user = make_reader("ada")
    EmailAddress.objects.filter(user=user).update(email="ada@uni.example")
    reader = at_a_browser(user)
    assert seats(university) == [1]
    new = EmailAddress.objects.create(user=user, email="ada@home.example", verified=False)
    new.set_verified()
    new.set_as_primary()
    EmailAddress.objects.get(email="ada@uni.example").remove()
    assert not seats(university)
    assert not rule.is_entitled(reader.reader, at=NOON)


@pytest.mark.parametrize(
    ("at", "open_"),
    [(STARTS, True), (STARTS - SECOND, False), (ENDS - SECOND, True), (ENDS, False)],
)
def test_a_seat_is_given_and_runs_within_the_contract(
    at: datetime,
    open_: bool,
    university: Institution,
    noon: Any,
    make_reader: MakeReader,
    make_column: MakeColumn,
) -> None:
    noon.move_to(at)
    user = with_address(make_reader, "ada@uni.example")
    assert bool(seats(university)) is open_
    assert reads(user, at, make_column) is open_


def test_a_right_ends_with_the_contract_to_the_second(
    university: Institution, noon: Any, make_reader: MakeReader, make_column: MakeColumn
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    assert reads(user, ENDS - SECOND, make_column)
    assert not reads(user, ENDS, make_column)


@pytest.mark.parametrize("moved", [2 * DAY, 300 * DAY])
def test_rights_follow_the_contract(
    moved: timedelta, university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    university.ends_at = NOON + moved
    university.save()
    institution_seats.sync_contract(university, at=NOON)
    assert Entitlement.objects.get(user=user).ends_at == NOON + moved


def test_a_contract_that_is_ended_and_taken_up_again(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    """The time in between stays without an entitlement."""
    user = with_address(make_reader, "ada@uni.example")
    university.ends_at = NOON
    university.save()
    institution_seats.sync_contract(university, at=NOON)
    later = NOON + 30 * DAY
    university.ends_at = later + DAY
    university.save()
    institution_seats.sync_contract(university, at=later)
    spans = (
        Entitlement.objects.filter(user=user)
        .order_by("starts_at")
        .values_list("starts_at", "ends_at")
    )
    assert list(spans) == [(NOON, NOON), (later, later + DAY)]


def test_a_contract_put_off_begins_by_itself(
    university: Institution, noon: Any, make_reader: MakeReader, make_column: MakeColumn
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    university.starts_at, university.ends_at = NOON + 10 * DAY, NOON + 20 * DAY
    university.save()
    for _ in range(2):
        institution_seats.sync_contract(university, at=NOON)
    assert not reads(user, NOON, make_column)
    assert reads(user, NOON + 10 * DAY, make_column)
    assert not reads(user, NOON + 20 * DAY, make_column)


def test_a_domain_taken_out_frees_its_seats(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    InstitutionDomain.objects.create(institution=university, domain="college.example")
    stays = with_address(make_reader, "ada@uni.example")
    goes = with_address(make_reader, "bob@college.example")
    InstitutionDomain.objects.filter(domain="college.example").delete()
    institution_seats.sync_contract(university, at=NOON)
    assert rule.is_entitled(at_a_browser(stays).reader, at=NOON)
    assert not rule.is_entitled(at_a_browser(goes).reader, at=NOON)


def test_fewer_seats_are_really_fewer(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    first, second = (with_address(make_reader, f"{name}@uni.example") for name in ("ada", "bob"))
    InstitutionSeat.objects.get(user=first).delete()
    university.seats = 1
    university.save()
    institution_seats.sync_contract(university, at=NOON)
    with_address(make_reader, "cyn@uni.example")
    assert list(InstitutionSeat.objects.values_list("user", flat=True)) == [second.pk]


def test_without_a_number_there_is_room_for_all(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    university.seats = None
    university.save()
    for number in range(5):
        with_address(make_reader, f"ada{number}@uni.example")
    assert seats(university) == [1, 2, 3, 4, 5]


def test_no_right_outlives_the_institution(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    university.delete()
    assert not rule.is_entitled(at_a_browser(user).reader, at=NOON)


def test_a_closed_account_leaves_a_free_seat(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    user = with_address(make_reader, "ada@uni.example")
    User.objects.filter(pk=user.pk).delete()
    assert not seats(university)


# One mailbox takes one seat


def moved(make_reader: MakeReader, name: str, email: str) -> User:
    """A reader who began in a mailbox elsewhere, and has changed the address."""
    user = make_reader(name)
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    institution_seats.sync_reader(user, at=NOON)
    return user


@pytest.mark.promise(
    "One mailbox takes one seat at an institution, whatever its accounts", section="institutions"
)
def test_accounts_that_move_to_one_mailbox_take_one_seat(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    Institution.objects.update(seats=10)
    users = [
        moved(make_reader, f"friend{number}", f"ada+{number}@uni.example") for number in range(3)
    ]
    assert len({user.reader_number for user in users}) == 3
    assert list(InstitutionSeat.objects.values_list("user", flat=True)) == [users[0].pk]
    colleague = moved(make_reader, "colleague", "bob@uni.example")
    assert InstitutionSeat.objects.filter(user=colleague).exists()


@pytest.mark.promise(
    "One mailbox takes one seat at an institution, whatever its accounts", section="institutions"
)
def test_changing_the_address_through_the_site_takes_no_second_seat(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    Institution.objects.update(seats=10)
    for number in range(2):
        person = at_a_browser(make_reader(f"friend{number}"))
        client = person.client
        client.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post("/accounts/email/", {"email": f"ada+{number}@uni.example", "action_add": ""})
        found = re.search(r"\b([0-9A-Z]{4}-[0-9A-Z]{4})\b", str(mail.outbox[-1].body))
        assert found is not None
        client.post("/accounts/confirm-email/", {"code": found[1]})
        person.user.refresh_from_db()
        assert person.user.email == f"ada+{number}@uni.example"
    assert InstitutionSeat.objects.count() == 1


def test_a_seat_goes_with_the_mailbox_that_justifies_it(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    Institution.objects.update(seats=10)
    first = moved(make_reader, "first", "ada@uni.example")
    EmailAddress.objects.filter(user=first).update(email="bob@uni.example")
    institution_seats.sync_reader(first, at=NOON)
    second = moved(make_reader, "second", "ada+x@uni.example")
    assert set(InstitutionSeat.objects.values_list("user", flat=True)) == {first.pk, second.pk}
    EmailAddress.objects.filter(user=second).update(email="bob+x@uni.example")
    institution_seats.sync_reader(second, at=NOON)
    assert list(InstitutionSeat.objects.values_list("user", flat=True)) == [first.pk]
    assert not Entitlement.objects.filter(user=second).in_force(NOON).exists()


def test_a_replaced_secret_key_gives_no_second_seat(
    university: Institution, noon: Any, make_reader: MakeReader, settings: Any
) -> None:
    Institution.objects.update(seats=10)
    moved(make_reader, "first", "ada@uni.example")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another secret of some length " * 2,
    )
    moved(make_reader, "second", "ada+x@uni.example")
    assert InstitutionSeat.objects.count() == 1


def test_the_database_too_gives_a_mailbox_one_seat(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    moved(make_reader, "first", "ada@uni.example")
    seat = InstitutionSeat.objects.get()
    with pytest.raises(IntegrityError, match="mailbox"):
        InstitutionSeat.objects.create(
            institution=university,
            slot=2,
            user=make_reader("b"),
            mailbox_key=seat.mailbox_key,
            claimed_at=NOON,
        )


def test_the_migration_gives_the_first_seat_of_a_mailbox_its_key(
    university: Institution, noon: Any, make_reader: MakeReader
) -> None:
    for slot, name in enumerate(("one", "two", "three"), start=1):
        user = make_reader(name)
        EmailAddress.objects.create(
            user=user, email=f"{'ada' if slot < 3 else 'eva'}+{name}@uni.example", verified=True
        )
        InstitutionSeat.objects.filter(user=user).delete()
        InstitutionSeat.objects.create(
            institution=university, slot=slot, user=user, claimed_at=NOON
        )
    InstitutionSeat.objects.update(mailbox_key=None)
    import_module("subscriptions.migrations.0009_institution_seat_mailbox_key").fill(apps, None)
    keys = list(InstitutionSeat.objects.order_by("slot").values_list("mailbox_key", flat=True))
    assert keys == [mailbox_key("ada@uni.example"), None, mailbox_key("eva@uni.example")]
