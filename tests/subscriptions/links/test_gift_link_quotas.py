"""Ten gift links a month for a mailbox or a group's seat, however often the account or the member
changes.
"""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection

from accounts.models import User
from articles.models import Column
from subscriptions.billing import lifecycle
from subscriptions.groups import group_seats
from subscriptions.institutions import institution_seats
from subscriptions.links import gift
from subscriptions.models import GiftLink, Group, GroupSeat, Institution, InstitutionDomain
from tests.cast import DAY, HOUR, NOON, PASSWORD, MakeColumn, MakeReader, Person, entitle
from tests.sandbox import Subscribe

pytestmark = pytest.mark.promise(
    "Ten gift links a month are for a mailbox or a group's seat, however accounts and holders"
    " change",
    section="gift links",
)


@pytest.fixture
def columns(make_column: MakeColumn) -> list[Column]:
    return [make_column() for _ in range(12)]


@pytest.fixture
def group(subscriber: Person) -> Group:
    group = Group.objects.create(owner=subscriber.user, seats=2, ends_at=NOON + 30 * DAY)
    group_seats.sync_group(group, at=NOON)
    return group


def account(email: str) -> User:
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return User.objects.get(pk=user.pk)


def sit(group: Group, user: User) -> GroupSeat:
    return group_seats.join(group_seats.invite(group, user.email, at=NOON), user, at=NOON)


def make_links(user: User, columns: list[Column]) -> int:
    """Make a link to each column; return how many there are."""
    return sum(gift.get_or_create_link(user, column.pk, at=NOON) is not None for column in columns)


def working(user: User, after: timedelta = HOUR) -> int:
    return GiftLink.objects.working(NOON + after).filter(giver=user).count()


@pytest.mark.parametrize("address", ["ada+{}@mail.example", "{}@mail.example"])
def test_another_holder_of_a_seat_gets_no_new_links(
    group: Group, columns: list[Column], address: str
) -> None:
    users = [account(address.format(number)) for number in range(3)]
    made = []
    for user in users:
        seat = sit(group, user)
        made.append(make_links(user, columns))
        group_seats.remove(seat, at=NOON)
        assert working(user) == 0
    assert made == [10, 0, 0]


def test_two_seats_have_two_quotas(
    group: Group, columns: list[Column], make_reader: MakeReader
) -> None:
    Group.objects.filter(pk=group.pk).update(seats=3)
    one, other = make_reader("one"), make_reader("other")
    sit(group, one)
    sit(group, other)
    assert (make_links(one, columns), make_links(other, columns)) == (10, 10)


def test_a_member_who_also_subscribes_keeps_the_links_of_the_subscription(
    group: Group, columns: list[Column], make_reader: MakeReader
) -> None:
    user = make_reader("both")
    seat = sit(group, user)
    make_links(user, columns[:1])
    entitle(user, since=HOUR, until=20 * DAY)
    make_links(user, columns[1:3])
    group_seats.remove(seat, at=NOON)
    assert working(user) == 2


def test_a_mailbox_with_several_accounts_has_one_quota(noon: Any, columns: list[Column]) -> None:
    users = [account(f"ada+{number}@mail.example") for number in range(3)]
    for user in users:
        entitle(user, since=HOUR, until=DAY)
    assert [make_links(user, columns[:6]) for user in users] == [6, 4, 0]
    assert gift.links_left(users[0], at=NOON) == 0


def test_closing_the_account_and_coming_back_gives_no_new_links(
    group: Group, columns: list[Column]
) -> None:
    for made in (10, 0):
        user = account("ada@mail.example")
        sit(group, user)
        assert make_links(user, columns) == made
        User.objects.filter(pk=user.pk).delete()
    assert not GiftLink.objects.working(NOON).exists()


@pytest.mark.promise("Gift links end with the seat by which they were made", section="gift links")
@pytest.mark.parametrize("how", ["the seat", "the group", "the member", "the owner"])
def test_links_of_a_seat_end_with_it_however_it_is_deleted(
    group: Group, columns: list[Column], make_reader: MakeReader, how: str
) -> None:
    user = make_reader("member")
    seat = sit(group, user)
    make_links(user, columns[:1])
    {"the seat": seat, "the group": group, "the member": user, "the owner": group.owner}[
        how
    ].delete()
    assert GiftLink.objects.count() == 1
    assert not GiftLink.objects.working(NOON + HOUR).exists()


@pytest.mark.promise("Gift links end with the seat by which they were made", section="gift links")
def test_links_of_members_end_with_the_refund_of_the_group(
    registered: Person, subscribe: Subscribe, columns: list[Column], make_reader: MakeReader
) -> None:
    subscription = subscribe(registered.user)
    group_seats.sync_owned_group(registered.user, seats=3, at=NOON)
    user = make_reader("member")
    sit(Group.objects.get(), user)
    make_links(user, columns[:1])
    assert working(user) == 1
    lifecycle.refund(subscription.payments.get(), at=NOON + HOUR)
    assert working(user, 2 * HOUR) == 0


@pytest.mark.promise("Gift links end with the seat by which they were made", section="gift links")
def test_links_end_with_a_seat_at_an_institution(noon: Any, columns: list[Column]) -> None:
    library = Institution.objects.create(name="Library", starts_at=NOON - DAY, ends_at=NOON + DAY)
    InstitutionDomain.objects.create(institution=library, domain="library.example")
    user = account("ada@library.example")
    make_links(user, columns[:1])
    assert working(user) == 1
    institution_seats.free(user.institution_seats.get(), at=NOON)
    assert working(user) == 0


def test_stored_links_count_by_mailbox_after_the_migration(
    noon: Any, columns: list[Column]
) -> None:
    users = [account(f"ada+{number}@mail.example") for number in range(2)]
    for user in users:
        entitle(user, since=HOUR, until=DAY)
        make_links(user, columns[:3])
    for user in users:
        for slot, link in enumerate(GiftLink.objects.filter(giver=user), start=1):
            GiftLink.objects.filter(pk=link.pk).update(slot=slot, quota=f"old {user.pk}")
    migration = import_module("subscriptions.migrations.0003_gift_link_quotas")
    migration.count_by_mailbox(apps, SimpleNamespace(connection=connection))
    assert set(GiftLink.objects.values_list("quota", flat=True)) == {
        gift.quota_of(users[0], at=NOON)
    }
    assert sorted(GiftLink.objects.values_list("slot", flat=True)) == [1, 2, 3, 4, 5, 6]
