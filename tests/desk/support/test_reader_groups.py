"""The publisher makes groups of readers, and frees seats in them; a complimentary right says how
long it lasts.
"""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.reader import Reader
from subscriptions.groups import group_seats
from subscriptions.models import Group, GroupSeat
from subscriptions.paywall import rule
from tests.cast import DAY, NOON, MakeReader, Person

ADD = "admin:subscriptions_group_add"
CHANGE = "admin:subscriptions_group_change"
NO_SEATS = {"group_seats-TOTAL_FORMS": 0, "group_seats-INITIAL_FORMS": 0}
UNTIL = {"ends_at_0": "2026-12-18", "ends_at_1": "12:00:00"}


@pytest.fixture
def class_(publisher: Person, make_reader: MakeReader) -> Group:
    """Thirty seats for a teacher until 18 December."""
    teacher = make_reader("teacher")
    form = {"owner": teacher.pk, "name": "Class 9b", "seats": "30", **UNTIL, **NO_SEATS}
    assert publisher.client.post(reverse(ADD), form).status_code == 302
    return Group.objects.get()


@pytest.fixture
def pupil(class_: Group, make_reader: MakeReader) -> User:
    user = make_reader("pupil")
    group_seats.join(group_seats.invite(class_, user.email, at=NOON), user, at=NOON)
    return user


def reads(user: User, after: Any = 0 * DAY) -> bool:
    return rule.is_entitled(Reader(user=user), at=NOON + after)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_group_of_the_desk_reads_until_its_end(class_: Group, pupil: User) -> None:
    assert class_.ends_at == NOON + 30 * DAY
    for user in (class_.owner, pupil):
        assert reads(user, 29 * DAY)
        assert not reads(user, 30 * DAY)


def test_a_new_end_moves_every_right(publisher: Person, class_: Group, pupil: User) -> None:
    form = {
        "name": "Class 9b",
        "seats": "30",
        "ends_at_0": "2026-11-20",
        "ends_at_1": "12:00:00",
        **NO_SEATS,
    }
    assert publisher.client.post(reverse(CHANGE, args=[class_.pk]), form).status_code == 302
    assert reads(pupil, DAY)
    assert not reads(pupil, 2 * DAY)


def test_a_number_takes_no_seat(publisher: Person, class_: Group, pupil: User) -> None:
    form = {"name": "Class 9b", "seats": "1", **UNTIL, **NO_SEATS}
    assert "2 seats are taken" in words(
        publisher.client.post(reverse(CHANGE, args=[class_.pk]), form)
    )
    assert reads(pupil)


def test_the_desk_frees_a_seat_and_never_the_owners(
    publisher: Person, class_: Group, pupil: User
) -> None:
    own, seat = (GroupSeat.objects.get(user=user) for user in (class_.owner, pupil))
    page = words(publisher.client.get(reverse(CHANGE, args=[class_.pk])))
    assert page.count("Free this seat") == 1
    path = reverse("admin:subscriptions_group_free_seat", args=[class_.pk, seat.pk])
    assert "stops reading with Class 9b at once" in words(publisher.client.get(path))
    publisher.client.post(path)
    assert not reads(pupil)
    path = reverse("admin:subscriptions_group_free_seat", args=[class_.pk, own.pk])
    assert publisher.client.post(path).status_code == 404
    assert reads(class_.owner)


def test_the_lists_say_how_many_seats_are_taken(
    publisher: Person, class_: Group, pupil: User
) -> None:
    page = words(publisher.client.get(reverse("admin:subscriptions_group_changelist")))
    assert "2 of 30" in page


@pytest.mark.parametrize("who", ["editor", "moderator", "columnist"])
def test_others_at_the_desk_may_not(
    who: str, request: pytest.FixtureRequest, class_: Group, pupil: User
) -> None:
    person: Person = request.getfixturevalue(who)
    seat = GroupSeat.objects.get(user=pupil)
    path = reverse("admin:subscriptions_group_free_seat", args=[class_.pk, seat.pk])
    assert person.client.post(path).status_code == 403
    assert person.client.get(reverse(CHANGE, args=[class_.pk])).status_code == 403
    assert reads(pupil)
