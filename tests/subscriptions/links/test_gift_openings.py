"""Gift links in the paywall: what they open, for whom, how often and until when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.reader import Reader
from articles.models import Column
from subscriptions.dates import period_of
from subscriptions.links import gift, redemption
from subscriptions.links.redemption import LinkState
from subscriptions.metering import meter
from subscriptions.models import FreeRead, GiftLink, GiftLinkDevice, NetworkArrivals, Refusal, Wall
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, HOUR, NOON, SECOND, MakeColumn, Person
from tests.subscriptions.gift_orders import reader_with

pytestmark = pytest.mark.promise(
    "A gift link opens one column in five browsers for 14 days, to the second, without the meter",
    section="gift links",
)


WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
LAST_WORD = "word5x39"


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(Wall.SUBSCRIBERS)


@pytest.fixture
def link(subscriber: Person, column: Column) -> GiftLink:
    return made(subscriber, column)


def made(giver: Person, column: Column) -> GiftLink:
    link = gift.get_or_create_link(giver.user, column.pk, at=NOON)
    assert link is not None
    return link


def nothing_was_used_up() -> bool:
    spent = (GiftLinkDevice, FreeRead, NetworkArrivals, Refusal)
    return not any(model.objects.exists() for model in spent)


@pytest.mark.parametrize("wall", WALLED)
def test_it_opens_every_wall_and_touches_no_meter(
    wall: Wall, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    reader = reader_with(made(subscriber, column))
    access = rule.admit(column, reader, at=NOON)
    assert (access.granted, access.reason, access.meter, access.new_visitor_id) == (
        True,
        Reason.GIFT,
        None,
        None,
    )
    assert LAST_WORD in column.text_for(access).body
    assert GiftLinkDevice.objects.count() == 1
    assert not FreeRead.objects.exists()
    assert not NetworkArrivals.objects.exists()


def test_it_opens_a_column_to_a_reader_whose_meter_is_spent(
    subscriber: Person, visitor: Person, make_column: MakeColumn
) -> None:
    for _ in range(4):
        visitor.reads(make_column())
    column = make_column()
    before = (FreeRead.objects.count(), Refusal.objects.count())
    reader = replace(visitor.reader, tokens=reader_with(made(subscriber, column)).tokens)
    assert rule.admit(column, reader, at=NOON).reason == Reason.GIFT
    assert (FreeRead.objects.count(), Refusal.objects.count()) == before


def test_looking_opens_nothing_and_takes_no_place(column: Column, link: GiftLink) -> None:
    reader = reader_with(link)
    access = rule.check(column, reader, at=NOON)
    assert (access.granted, access.reason) == (True, Reason.GIFT)
    assert not access.grants(column.pk)
    with pytest.raises(PermissionDenied):
        column.text_for(access)
    ahead = rule.admit(column, reader_with(link, may_spend=False), at=NOON)
    assert not ahead.grants(column.pk)
    assert nothing_was_used_up()
    rule.admit(column, reader, at=NOON)
    assert rule.check(column, reader, at=NOON).grants(column.pk), (
        "This browser has its place by now."
    )


@pytest.mark.parametrize("person", ["subscriber", "gifted", "in_grace", "editor", "moderator"])
def test_those_who_may_read_anyway_use_up_nothing(
    person: str, column: Column, link: GiftLink, request: pytest.FixtureRequest
) -> None:
    reader = reader_with(link, user=request.getfixturevalue(person).user)
    access = rule.admit(column, reader, at=NOON)
    assert access.reason in {Reason.ENTITLED, Reason.DESK}
    assert nothing_was_used_up()


def test_a_free_column_uses_up_nothing(subscriber: Person, make_column: MakeColumn) -> None:
    column = make_column()
    reader = reader_with(made(subscriber, column))
    column.wall = Wall.FREE
    assert rule.admit(column, reader, at=NOON).reason == Reason.FREE
    assert nothing_was_used_up()


@pytest.mark.parametrize(
    "fields", [{"state": "draft"}, {"state": "withdrawn"}, {"published_at": NOON + HOUR}]
)
def test_it_opens_nothing_that_is_not_live(
    fields: dict[str, Any], column: Column, link: GiftLink
) -> None:
    for name, value in fields.items():
        setattr(column, name, value)
    assert rule.admit(column, reader_with(link), at=NOON).reason == Reason.NOT_LIVE
    assert nothing_was_used_up()


def test_it_opens_no_other_column(column: Column, link: GiftLink, make_column: MakeColumn) -> None:
    other = make_column(Wall.SUBSCRIBERS)
    access = rule.admit(other, reader_with(link), at=NOON)
    assert (access.granted, access.reason) == (False, Reason.MUST_SUBSCRIBE)
    opened = rule.admit(column, reader_with(link), at=NOON)
    with pytest.raises(PermissionDenied):
        other.text_for(opened)


def test_a_token_that_says_another_column_opens_neither(
    column: Column, link: GiftLink, make_column: MakeColumn
) -> None:
    """Even a signed one: the row says which column it is for."""
    other = make_column(Wall.SUBSCRIBERS)
    (token,) = redemption.tokens_of_kind(reader_with(link).tokens)
    reader = Reader(tokens=(str(token._replace(column_pk=other.pk)),))
    for piece in (column, other):
        assert rule.admit(piece, reader, at=NOON).reason == Reason.MUST_SUBSCRIBE
    assert nothing_was_used_up()


def test_it_ends_to_the_second(column: Column, link: GiftLink) -> None:
    end = NOON + timedelta(days=14)
    reader = reader_with(link)
    assert rule.admit(column, reader, at=end - SECOND).reason == Reason.GIFT
    access = rule.admit(column, reader, at=end)
    assert access.reason == Reason.MUST_SUBSCRIBE, "Not even for those who have opened it."
    assert access.gift_link is not None
    assert access.gift_link.link_state == LinkState.EXPIRED


def test_it_opens_to_five_browsers_and_to_those_again(column: Column, link: GiftLink) -> None:
    readers = [reader_with(link) for _ in range(6)]
    answers = [rule.admit(column, reader, at=NOON) for reader in readers]
    assert [answer.granted for answer in answers] == [True] * 5 + [False]
    assert answers[5].gift_link is not None
    assert answers[5].gift_link.link_state == LinkState.FULL
    assert rule.admit(column, readers[0], at=NOON + DAY).grants(column.pk)
    assert list(GiftLinkDevice.objects.order_by("slot").values_list("slot", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_a_revoked_link_closes_at_once_for_everyone(column: Column, link: GiftLink) -> None:
    reader = reader_with(link)
    rule.admit(column, reader, at=NOON)
    gift.revoke(link, at=NOON)
    for each in (reader, reader_with(link)):
        access = rule.admit(column, each, at=NOON)
        assert (access.granted, access.reason) == (False, Reason.MUST_SUBSCRIBE)
        assert access.gift_link is not None
        assert access.gift_link.link_state == LinkState.REVOKED
    assert GiftLinkDevice.objects.count() == 1


def test_the_best_of_two_links_counts(column: Column, link: GiftLink, gifted: Person) -> None:
    other = made(gifted, column)
    reader = reader_with(link, other)
    gift.revoke(other, at=NOON)
    access = rule.admit(column, reader, at=NOON)
    assert access.gift_link is not None
    assert access.gift_link.link_pk == link.pk
    assert GiftLinkDevice.objects.get().link == link


def test_beyond_a_link_the_ordinary_meter_counts(
    subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    link = made(subscriber, column)
    gift.revoke(link, at=NOON)
    access = rule.admit(column, replace(reader_with(link), visitor_id="regular"), at=NOON)
    assert (access.reason, access.granted) == (Reason.METERED, True)
    assert access.meter == meter.MeterState(3, 1, True, period_of(NOON))
    assert access.gift_link is not None


def test_following_again_is_the_same_device(link: GiftLink) -> None:
    once = redemption.add_token(link, ())
    assert redemption.add_token(link, once) == once
    assert redemption.add_token(link, ()) != once


def test_other_tokens_are_left_alone(link: GiftLink) -> None:
    tokens = redemption.add_token(link, ("something-else", "gift~1", "gift~x"))
    assert tokens[:3] == ["something-else", "gift~1", "gift~x"]
    assert [token.link_pk for token in redemption.tokens_of_kind(tokens)] == [link.pk]
