"""The giver's view: ten links a month, one a column, valid for 14 days, revocable, with their
use.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.extensions.account_page import export
from accounts.models import User
from articles.models import Column
from subscriptions.links import gift, redemption
from subscriptions.models import GiftLink, Purchase
from tests.cast import DAY, NOON, SECOND, MakeColumn, Person, entitle
from tests.subscriptions.gift_orders import reader_with

pytestmark = pytest.mark.promise(
    "A reader makes ten gift links a month, one for each column, exact under parallel requests",
    section="gift links",
)


MONTH_TURNS = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


def made(user: User, column: Column, at: datetime = NOON) -> GiftLink:
    link = gift.get_or_create_link(user, column.pk, at=at)
    assert link is not None
    return link


def test_a_link_is_for_one_column_and_fourteen_days(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    link = made(subscriber.user, column)
    assert (link.column_id, link.giver, link.slot) == (column.pk, subscriber.user, 1)
    assert (link.made_at, link.expires_at, link.devices_allowed) == (
        NOON,
        NOON + timedelta(days=14),
        5,
    )
    assert gift.links_left(subscriber.user, at=NOON) == 9


def test_a_link_that_works_is_given_again_and_no_new_one_spent(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    first = made(subscriber.user, column)
    assert made(subscriber.user, column, NOON + 14 * DAY - SECOND) == first
    assert gift.links_left(subscriber.user, at=NOON) == 9
    second = made(subscriber.user, column, NOON + 14 * DAY)
    assert second != first


def test_a_revoked_link_is_replaced_by_a_new_one(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    first = made(subscriber.user, column)
    gift.revoke(first, at=NOON)
    assert made(subscriber.user, column) != first
    assert gift.links_left(subscriber.user, at=NOON) == 8, "Revoking gives no link back."


def test_a_full_link_is_joined_by_a_new_one(subscriber: Person, make_column: MakeColumn) -> None:
    """The full link stays open to those who have opened it."""
    column = make_column()
    first = made(subscriber.user, column)
    readers = [reader_with(first) for _ in range(5)]
    for reader in readers:
        assert made(subscriber.user, column) == first
        redemption.redeem(column.pk, reader, at=NOON)
    assert made(subscriber.user, column) != first
    assert gift.links_left(subscriber.user, at=NOON) == 8
    again = redemption.find(column.pk, readers[0], at=NOON)
    assert again is not None
    assert again.opened


def test_ten_a_month_and_ten_more_the_second_it_turns(
    subscriber: Person, make_column: MakeColumn
) -> None:
    links = [made(subscriber.user, make_column()) for _ in range(10)]
    assert [link.slot for link in links] == list(range(1, 11))
    eleventh = make_column()
    assert gift.get_or_create_link(subscriber.user, eleventh.pk, at=NOON) is None
    assert gift.get_or_create_link(subscriber.user, eleventh.pk, at=MONTH_TURNS - SECOND) is None
    assert gift.links_left(subscriber.user, at=MONTH_TURNS - SECOND) == 0
    assert made(subscriber.user, eleventh, MONTH_TURNS).slot == 1
    assert gift.links_left(subscriber.user, at=MONTH_TURNS) == 9


def test_the_ten_are_each_givers_own(
    subscriber: Person, gifted: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    assert made(subscriber.user, column) != made(gifted.user, column)
    assert gift.links_left(gifted.user, at=NOON) == 9


def test_who_may_give(
    subscriber: Person, gifted: Person, lapsed: Person, registered: Person, editor: Person
) -> None:
    people = [subscriber, gifted, lapsed, registered, editor]
    assert [gift.may_create(person.user, at=NOON) for person in people] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_giving_ends_with_the_right_to_the_second(registered: Person) -> None:
    entitle(registered.user, since=DAY, until=DAY)
    assert gift.may_create(registered.user, at=NOON + DAY - SECOND)
    assert not gift.may_create(registered.user, at=NOON + DAY)


def test_all_of_a_givers_links_end_at_once(
    subscriber: Person, gifted: Person, make_column: MakeColumn
) -> None:
    """After a full refund or a dispute; links revoked earlier keep their time."""
    first, second, other = (
        made(subscriber.user, make_column()),
        made(subscriber.user, make_column()),
        made(gifted.user, make_column()),
    )
    gift.revoke(first, at=NOON)
    assert gift.revoke_all(subscriber.user, at=NOON + DAY) == 1
    for link in (first, second, other):
        link.refresh_from_db()
    assert (first.revoked_at, second.revoked_at, other.revoked_at) == (NOON, NOON + DAY, None)


def test_links_of_a_closed_account_open_nothing_and_are_deleted_after_their_month(
    subscriber: Person, make_column: MakeColumn
) -> None:
    link = made(subscriber.user, make_column())
    reader = reader_with(link)
    subscriber.user.delete()
    look = redemption.find(link.column_id, reader, at=NOON)
    assert look is not None
    assert not look.opens
    assert gift.delete_old(MONTH_TURNS - SECOND) == 0
    assert gift.delete_old(MONTH_TURNS) == 1
    assert not GiftLink.objects.exists()


def bought(
    link: GiftLink, state: str = Purchase.State.PAID, kind: str = Purchase.Kind.SUBSCRIPTION
) -> Purchase:
    return Purchase.objects.create(
        kind=kind,
        state=state,
        gift_link=link,
        email="a@b.example",
        amount=399,
        currency="USD",
        terms_shown_at=NOON,
    )


def test_readers_and_subscriptions_that_came_are_counted(
    subscriber: Person, make_column: MakeColumn
) -> None:
    """The two joins must not multiply the counts; unpaid purchases and gifts do not count."""
    column = make_column()
    link = made(subscriber.user, column)
    for _ in range(3):
        reader = reader_with(link)
        assert redemption.redeem(column.pk, reader, at=NOON)
        assert redemption.redeem(column.pk, reader, at=NOON), "Again, by the same browser."
    bought(link)
    bought(link)
    bought(link, Purchase.State.OPEN)
    bought(link, kind=Purchase.Kind.DONATION)
    quiet = made(subscriber.user, make_column())
    gift_link_statuses = gift.links_of(subscriber.user, at=NOON)
    assert {each.link: (each.readers, each.subscriptions) for each in gift_link_statuses} == {
        link: (3, 2),
        quiet: (0, 0),
    }


def test_a_browser_is_remembered_for_the_link_that_brought_it(
    subscriber: Person, gifted: Person, registered: Person, make_column: MakeColumn
) -> None:
    first, second = made(subscriber.user, make_column()), made(gifted.user, make_column())
    reader = reader_with(first, second)
    assert gift.last_opened_by(reader, at=NOON) == second
    assert gift.last_opened_by(reader, at=NOON + 20 * DAY) == second, (
        "An ended link has brought its reader too."
    )
    assert gift.last_opened_by(reader_with(), at=NOON) is None
    own = reader_with(first, second, user=gifted.user)
    assert gift.last_opened_by(own, at=NOON) == first, "Nobody is brought by a link of one's own."
    second.delete()
    assert gift.last_opened_by(reader, at=NOON) == first


@pytest.mark.parametrize(
    "written", ["", "1", "1.", "1.x", "x.x", "0.AAAA", "1" * 500, "1.é", "%00", "../1"]
)
def test_an_address_that_we_never_signed_names_nothing(
    written: str, subscriber: Person, make_column: MakeColumn
) -> None:
    made(subscriber.user, make_column())
    assert gift.from_token(written) is None


def test_a_signature_is_for_one_link(subscriber: Person, make_column: MakeColumn) -> None:
    one, other = made(subscriber.user, make_column()), made(subscriber.user, make_column())
    signature = gift.token_of(one).partition(".")[2]
    assert gift.from_token(gift.token_of(one)) == one
    assert gift.from_token(f"{other.pk}.{signature}") is None


def test_the_export_has_ones_links(subscriber: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="Given away")
    link = made(subscriber.user, column)
    redemption.redeem(column.pk, reader_with(link), at=NOON)
    (row,) = export(subscriber.user)["gift_links"]
    assert (row["column__headline"], row["made_at"], row["readers"]) == ("Given away", NOON, 1)
    assert gift.token_of(link) not in str(row), "A copy of the data opens no column."


def test_only_the_giver_revokes(
    subscriber: Person, gifted: Person, make_column: MakeColumn
) -> None:
    link = made(subscriber.user, make_column())
    address = f"/account/gift-links/{link.pk}/revoke/"
    assert gifted.client.post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert subscriber.client.get(address).status_code == 405
    link.refresh_from_db()
    assert link.revoked_at is None
    assert subscriber.client.post(address).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at == NOON
