"""Gifts under parallel requests: real threads, each with its own connection, on PostgreSQL."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from subscriptions import gift_entitlements
from subscriptions.gifts import orders, redemption
from subscriptions.gifts.redemption import RedemptionError
from subscriptions.models import Entitlement, Gift
from tests.cast import DAY, NOON, MakeReader, Source
from tests.gift_orders import BOB, BuyGift
from tests.subscriptions.paywall.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("A gift is bought once and delivered once on its day", section="buying"),
    pytest.mark.promise(
        "A gift code is redeemed once, also by parallel requests, and no paid day is lost",
        section="buying",
    ),
]


def _redeemed(code: str, user: User) -> bool:
    try:
        redemption.redeem(code, user=user, at=NOON)
    except RedemptionError:
        return False
    return True


def _each_at_once(*acts: Callable[[], bool]) -> list[Any]:
    return at_once(lambda place: acts[place](), len(acts))


def test_twenty_readers_at_once_one_gets_it(buy_gift: BuyGift, make_reader: MakeReader) -> None:
    code = orders.code_of(buy_gift())
    readers = [make_reader(f"racer-{number}") for number in range(20)]
    values = at_once(lambda place: _redeemed(code, readers[place]), 20)
    assert values.count(True) == 1
    assert Entitlement.objects.filter(source=Source.GIFT).count() == 1


def test_two_tabs_of_one_reader_lose_no_day(buy_gift: BuyGift, make_reader: MakeReader) -> None:
    """The same code is redeemed once; two codes redeemed at once start one after the other."""
    reader = make_reader("tabs")
    codes = [orders.code_of(buy_gift()) for _ in range(5)]
    values = at_once(lambda place: _redeemed(codes[place % 5], reader), 10)
    assert values.count(True) == 5
    entitlements = list(Entitlement.objects.filter(user=reader).order_by("starts_at"))
    assert [entitlement.ends_at for entitlement in entitlements[:-1]] == [
        entitlement.starts_at for entitlement in entitlements[1:]
    ]
    assert entitlements[0].starts_at == NOON


def test_eight_upkeeps_at_once_deliver_once(buy_gift: BuyGift) -> None:
    """Each has found the gift due before any of them sends it."""
    gift = buy_gift(recipient_email=BOB)
    # The purchase delivered it already: make it due again.
    Gift.objects.update(delivered_at=None, delivery_claimed_at=None)
    gifts = [Gift.objects.due(NOON + DAY).get() for _ in range(8)]
    before = len(mail.outbox)
    sent = at_once(lambda place: orders.deliver_one(gifts[place], at=NOON + DAY), 8)
    assert sent.count(True) == 1
    assert len(mail.outbox) - before == 1
    gift.refresh_from_db()
    assert gift.delivered_at == NOON + DAY


@pytest.mark.promise("A refund during redemption leaves no access", section="buying")
def test_a_refund_at_the_moment_of_redeeming_leaves_nothing_open(
    buy_gift: BuyGift, make_reader: MakeReader
) -> None:
    """Whichever comes first: the money was refunded, so the reader has no access in the end."""
    for number in range(6):
        gift, reader = (
            buy_gift(recipient_email=f"{number}@reader.example"),
            make_reader(f"refunded-{number}"),
        )
        code = orders.code_of(gift)
        assert (
            _each_at_once(
                partial(_redeemed, code, reader), partial(gift_entitlements.revoke, gift, at=NOON)
            )[1]
            is True
        )
        assert not Entitlement.objects.in_force(NOON).filter(user=reader).exists()
        gift.refresh_from_db()
        assert gift.revoked_at == NOON
        assert not _redeemed(code, make_reader(f"late-{number}"))


def test_one_readers_gifts_come_and_go_at_once_without_a_deadlock(
    buy_gift: BuyGift, make_reader: MakeReader
) -> None:
    reader = make_reader("busy")
    held = [buy_gift(recipient_email=f"held-{number}@reader.example") for number in range(4)]
    codes = [
        orders.code_of(buy_gift(recipient_email=f"new-{number}@reader.example"))
        for number in range(4)
    ]
    for gift in held:
        redemption.redeem(orders.code_of(gift), user=reader, at=NOON)
        gift.refresh_from_db()
    acts = [
        *(partial(gift_entitlements.revoke, gift, at=NOON) for gift in held),
        *(partial(_redeemed, code, reader) for code in codes),
    ]
    # PostgreSQL would abort one of the transactions after a deadlock.
    assert _each_at_once(*acts) == [True] * 8
    assert Gift.objects.filter(revoked_at=NOON).count() == 4
