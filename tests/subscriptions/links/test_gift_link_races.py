"""Gift links under parallel requests: real threads on PostgreSQL."""

import pytest

from accounts.models import User
from articles.models import Column
from subscriptions.links import gift
from subscriptions.models import GiftLink, GiftLinkDevice, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Access
from tests.cast import NOON, MakeColumn, MakeReader
from tests.subscriptions.gift_orders import reader_with
from tests.subscriptions.paywall.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A reader makes ten gift links a month, one for each column, exact under parallel requests",
        section="gift links",
    ),
]


@pytest.fixture
def giver(make_reader: MakeReader) -> User:
    return make_reader("giver")


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(Wall.SUBSCRIBERS)


def test_ten_links_of_thirty_asked_for_at_once(giver: User, make_column: MakeColumn) -> None:
    columns = [make_column() for _ in range(30)]
    links: list[GiftLink | None] = at_once(
        lambda place: gift.get_or_create_link(giver, columns[place].pk, at=NOON), 30
    )
    assert sum(link is not None for link in links) == 10
    assert sorted(GiftLink.objects.values_list("slot", flat=True)) == list(range(1, 11))


def test_a_button_pressed_thirty_times_at_once_spends_one(giver: User, column: Column) -> None:
    links: list[GiftLink | None] = at_once(
        lambda _: gift.get_or_create_link(giver, column.pk, at=NOON), 30
    )
    assert len({link.pk for link in links if link is not None}) == 1
    assert None not in links
    assert GiftLink.objects.count() == 1


def test_five_places_are_given_to_five_of_fifty(giver: User, column: Column) -> None:
    link = gift.get_or_create_link(giver, column.pk, at=NOON)
    assert link is not None
    readers = [reader_with(link) for _ in range(50)]
    answers: list[Access] = at_once(lambda place: rule.admit(column, readers[place], at=NOON))
    assert sum(answer.grants(column.pk) for answer in answers) == 5
    assert sorted(GiftLinkDevice.objects.values_list("slot", flat=True)) == [1, 2, 3, 4, 5]


def test_one_browser_asking_fifty_times_at_once_takes_one_place(
    giver: User, column: Column
) -> None:
    link = gift.get_or_create_link(giver, column.pk, at=NOON)
    assert link is not None
    reader = reader_with(link)
    answers: list[Access] = at_once(lambda _: rule.admit(column, reader, at=NOON))
    assert all(answer.grants(column.pk) for answer in answers)
    assert GiftLinkDevice.objects.count() == 1
