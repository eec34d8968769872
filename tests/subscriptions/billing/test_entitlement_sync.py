"""Entitlements that depend on a contract or on each other: extended, shortened, ended, created
again.
"""

from datetime import datetime

import pytest

from accounts.models import User
from subscriptions import entitlements
from subscriptions.models import Entitlement
from tests.cast import DAY, NOON, SECOND, MakeReader

GROUP = Entitlement.Source.GROUP
Span = tuple[datetime, datetime | None]
BEGUN, LATER, END, LATER_END = NOON - 10 * DAY, NOON + 5 * DAY, NOON + 20 * DAY, NOON + 30 * DAY


@pytest.fixture
def reader(make_reader: MakeReader) -> User:
    return make_reader("reader")


def make_entitlement(user: User, starts_at: datetime, ends_at: datetime | None) -> Entitlement:
    return Entitlement.objects.create(user=user, source=GROUP, starts_at=starts_at, ends_at=ends_at)


def grant(
    was: Entitlement | None, user: User, starts_at: datetime, ends_at: datetime | None
) -> Entitlement | None:
    return entitlements.grant_or_adjust(
        was, user=user, source=GROUP, note="The firm", starts_at=starts_at, ends_at=ends_at, at=NOON
    )


def spans() -> list[Span]:
    return list(Entitlement.objects.order_by("pk").values_list("starts_at", "ends_at"))


@pytest.mark.parametrize(("starts_at", "begins"), [(BEGUN, NOON), (NOON, NOON), (LATER, LATER)])
@pytest.mark.parametrize("ends_at", [END, None])
def test_the_first_right_begins_now_or_when_the_contract_does(
    starts_at: datetime, begins: datetime, ends_at: datetime | None, reader: User
) -> None:
    made = grant(None, reader, starts_at, ends_at)
    assert made is not None
    assert (made.user, made.source, made.note) == (reader, GROUP, "The firm")
    assert spans() == [(begins, ends_at)]


@pytest.mark.parametrize("ends_at", [NOON - DAY, NOON])
def test_of_a_contract_that_is_over_nothing_begins(ends_at: datetime, reader: User) -> None:
    assert grant(None, reader, BEGUN, ends_at) is None
    assert grant(None, reader, LATER, LATER) is None
    assert spans() == []


@pytest.mark.parametrize(
    ("before", "after"), [(END, LATER_END), (END, LATER), (END, None), (None, END), (END, END)]
)
def test_a_right_in_force_is_prolonged_or_shortened(
    before: datetime | None, after: datetime | None, reader: User
) -> None:
    was = make_entitlement(reader, BEGUN, before)
    assert grant(was, reader, BEGUN, after) == was
    assert spans() == [(BEGUN, after)]
    was.refresh_from_db()
    assert was.ends_at == after


def test_a_contract_that_begins_now_goes_on_with_the_right_in_force(reader: User) -> None:
    was = make_entitlement(reader, BEGUN, END)
    assert grant(was, reader, NOON, LATER_END) == was
    assert spans() == [(BEGUN, LATER_END)]


@pytest.mark.parametrize("ends_at", [NOON - DAY, NOON])
def test_a_right_in_force_ends_with_its_contract(ends_at: datetime, reader: User) -> None:
    was = make_entitlement(reader, BEGUN, END)
    other = make_entitlement(reader, BEGUN, END)
    ended = grant(was, reader, BEGUN, ends_at)
    assert ended == was
    assert ended.ends_at == NOON
    assert spans() == [(BEGUN, NOON), (BEGUN, END)]
    assert not was.is_in_force(NOON)
    assert other.is_in_force(NOON)


def test_a_right_that_has_ended_is_history_and_a_new_one_follows(reader: User) -> None:
    was = make_entitlement(reader, BEGUN, NOON - DAY)
    new = grant(was, reader, BEGUN, END)
    assert new is not None
    assert new != was
    assert spans() == [(BEGUN, NOON - DAY), (NOON, END)]


def test_a_contract_put_off_ends_the_right_in_force(reader: User) -> None:
    was = make_entitlement(reader, BEGUN, END)
    new = grant(was, reader, LATER, END)
    assert new is not None
    assert new != was
    assert spans() == [(BEGUN, NOON), (LATER, END)]


def test_a_right_to_come_never_begins_once_its_contract_has_changed(reader: User) -> None:
    was = make_entitlement(reader, LATER, END)
    grant(was, reader, LATER + DAY, END)
    assert spans() == [(LATER, LATER), (LATER + DAY, END)]


def test_ending_touches_what_is_in_force_or_to_come(reader: User) -> None:
    for starts_at, ends_at in (
        (BEGUN, NOON - DAY),
        (BEGUN, END),
        (BEGUN, None),
        (NOON, END),
        (NOON + SECOND, END),
        (LATER, None),
    ):
        make_entitlement(reader, starts_at, ends_at)
    entitlements.end(Entitlement.objects.all(), at=NOON)
    assert spans() == [
        (BEGUN, NOON - DAY),
        (BEGUN, NOON),
        (BEGUN, NOON),
        (NOON, NOON),
        (NOON + SECOND, NOON + SECOND),
        (LATER, LATER),
    ]


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ([], NOON),
        ([(BEGUN, NOON - DAY)], NOON),
        ([(BEGUN, END)], END),
        ([(BEGUN, None)], None),
        ([(BEGUN, LATER), (LATER, END)], END),
        ([(BEGUN, END), (BEGUN, LATER)], END),
        ([(BEGUN, LATER), (LATER + SECOND, END)], LATER),
        ([(BEGUN, LATER), (LATER + SECOND, None)], LATER),
        ([(NOON + SECOND, END)], NOON),
        ([(BEGUN, NOON), (NOON, END)], END),
        ([(LATER, END), (BEGUN, LATER)], END),
    ],
)
def test_how_far_rights_reach_without_a_gap(
    given: list[Span], until: datetime | None, reader: User
) -> None:
    for starts_at, ends_at in given:
        make_entitlement(reader, starts_at, ends_at)
    assert entitlements.covered_until(Entitlement.objects.all(), at=NOON) == until
