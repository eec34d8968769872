"""Links in our e-mails: what they open, for whom, in how many browsers, until when; never on the
meter.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.reader import Reader
from articles.models import Column
from subscriptions.links import email, redemption
from subscriptions.models import (
    EmailLink,
    EmailLinkDevice,
    Entitlement,
    FreeRead,
    NetworkArrivals,
    Wall,
)
from subscriptions.paywall import messages, rule
from subscriptions.paywall.access import Reason
from tests.cast import NETWORK, NOON, SECOND, MakeColumn, Person

pytestmark = pytest.mark.promise(
    "A link in an e-mail opens one column for its recipient, for seven days in five browsers,"
    " without the meter",
    section="newsletters",
)


LAST_WORD = "word5x39"
END = NOON + timedelta(days=7)


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(Wall.SUBSCRIBERS)


def make_email_link(column: Column, *, user_pk: int | None = None, holder: str = "1") -> EmailLink:
    link = email.from_token(email.build_token(holder, column.pk, user_pk=user_pk, at=NOON))
    assert link is not None
    return link


def reader_with(link: EmailLink, **more: Any) -> Reader:
    return Reader(network=NETWORK, tokens=tuple(redemption.add_token(link, ())), **more)


@pytest.mark.parametrize("wall", [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS])
def test_it_opens_every_wall_and_touches_no_meter(
    noon: Any, make_column: MakeColumn, wall: Wall
) -> None:
    column = make_column(wall)
    reader = reader_with(make_email_link(column))
    looked = rule.check(column, reader, at=NOON)
    assert (looked.granted, looked.reason) == (True, Reason.EMAIL_LINK)
    with pytest.raises(PermissionDenied):
        column.text_for(looked)
    access = rule.admit(column, reader, at=NOON)
    assert (access.granted, access.reason, access.meter) == (True, Reason.EMAIL_LINK, None)
    assert LAST_WORD in column.text_for(access).body
    assert not FreeRead.objects.exists()
    assert not NetworkArrivals.objects.exists()


def test_it_opens_one_column_only(noon: Any, column: Column, make_column: MakeColumn) -> None:
    other = make_column(Wall.SUBSCRIBERS)
    assert not rule.admit(other, reader_with(make_email_link(column)), at=NOON)


def test_it_ends_after_seven_days_to_the_second(noon: Any, column: Column) -> None:
    reader = reader_with(make_email_link(column))
    assert rule.admit(column, reader, at=END - SECOND).reason == Reason.EMAIL_LINK
    assert rule.admit(column, reader, at=END).reason == Reason.MUST_SUBSCRIBE


def test_five_browsers_and_no_more(noon: Any, column: Column) -> None:
    link = make_email_link(column)
    readers = [reader_with(link) for _ in range(6)]
    granted = [bool(rule.admit(column, reader, at=NOON)) for reader in readers]
    assert granted == [True] * 5 + [False]
    assert rule.admit(column, readers[0], at=NOON).granted, "Whoever has opened it reads on."
    assert EmailLinkDevice.objects.count() == 5


def test_in_place_of_signing_in_it_opens_while_the_account_is_entitled(
    column: Column, subscriber: Person
) -> None:
    reader = reader_with(make_email_link(column, user_pk=subscriber.user.pk))
    assert rule.admit(column, reader, at=NOON).reason == Reason.EMAIL_LINK
    Entitlement.objects.update(ends_at=NOON)
    assert not rule.admit(column, reader, at=NOON)
    assert not rule.check(column, reader, at=NOON)


def test_a_subscribers_own_reading_takes_no_place(column: Column, subscriber: Person) -> None:
    reader = reader_with(make_email_link(column), user=subscriber.user)
    assert rule.admit(column, reader, at=NOON).reason == Reason.ENTITLED
    assert not EmailLinkDevice.objects.exists()


def test_an_embargo_holds(noon: Any, make_column: MakeColumn) -> None:
    column = make_column(Wall.SUBSCRIBERS, published_at=NOON + SECOND)
    assert (
        rule.admit(column, reader_with(make_email_link(column)), at=NOON).reason == Reason.NOT_LIVE
    )


def test_the_desk_is_told_what_each_rung_said(noon: Any, column: Column) -> None:
    rungs = rule.explain(column, reader_with(make_email_link(column)), at=NOON)
    assert [rung.name for rung in rungs][-1] == "letter-link"


def test_the_same_address_is_the_same_link(noon: Any, column: Column) -> None:
    assert make_email_link(column) == make_email_link(column)
    assert make_email_link(column) != make_email_link(column, holder="2")


@pytest.mark.parametrize("part", ["", "x", "1~1~0~1.x", "1.x"])
def test_what_we_never_signed_names_nothing(db: None, part: str) -> None:
    assert email.from_token(part) is None


def test_a_gift_links_signature_is_none_of_a_letters(
    noon: Any, column: Column, subscriber: Person
) -> None:
    part = email.build_token("1", column.pk, user_pk=None, at=NOON)
    assert email.from_token(part.replace(f"~{column.pk}~", f"~{column.pk + 1}~")) is None
    gone = email.build_token("1", 10**9, user_pk=None, at=NOON)
    assert email.from_token(gone) is None
    nobody = email.build_token("1", column.pk, user_pk=10**9, at=NOON)
    assert email.from_token(nobody) is None


def test_one_sentence_says_so(noon: Any, column: Column) -> None:
    access = rule.admit(column, reader_with(make_email_link(column)), at=NOON)
    message = messages.meter_line(access)
    assert (
        message
        == "Our mail opened this column to you. It stays open here until 25 November, 12:00."
    )
