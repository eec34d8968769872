"""Gifts and donations bought through the sandbox."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from subscriptions.billing import donations
from subscriptions.fulfilment import purchases
from subscriptions.gateways.sandbox.gateway import SandboxGateway
from subscriptions.gifts import offers, orders
from subscriptions.gifts.offers import Length
from subscriptions.gifts.orders import GiftOrder
from subscriptions.models import Donation, Gift
from tests.cast import NOON

BUYER = "buyer@reader.example"
BOB = "bob@reader.example"
BuyGift = Callable[..., Gift]
Donate = Callable[..., Donation]


def length_of(words: str) -> Length:
    return next(length for length in offers.lengths() if length.words == words)


@pytest.fixture
def order(sandbox: SandboxGateway) -> BuyGift:
    """order("6 months", user=None, at=NOON, **fields of GiftOrder): open the payment page,
    unpaid.
    """

    def order(
        words: str = "1 month", *, user: User | None = None, at: datetime = NOON, **wish: Any
    ) -> Gift:
        wish = {"buyer_email": BUYER, **wish}
        gift = orders.order(GiftOrder(length=length_of(words), **wish), user=user, at=at)
        orders.open_page(gift)
        return gift

    return order


@pytest.fixture
def buy_gift(sandbox: SandboxGateway, order: BuyGift) -> BuyGift:
    """The same, paid."""

    def give(*args: Any, at: datetime = NOON, **wish: Any) -> Gift:
        gift = order(*args, at=at, **wish)
        sandbox.pay(gift.purchase.session_id)
        purchases.complete(gift.purchase, at=at)
        gift.refresh_from_db()
        return gift

    return give


@pytest.fixture
def donate(sandbox: SandboxGateway) -> Donate:
    """donate(500, monthly=False, user=None, at=NOON): a paid donation."""

    def donate(
        amount: int = 500, *, monthly: bool = False, user: User | None = None, at: datetime = NOON
    ) -> Donation:
        offer = donations.DonationOrder(
            amount=amount, currency="USD", monthly=monthly, email=BUYER, name="Ada"
        )
        donation = donations.order(offer, user=user, at=at)
        page = donations.open_page(donation)
        sandbox.pay(page.session_id)
        purchases.complete(donation.purchase, at=at)
        donation.refresh_from_db()
        return donation

    return donate
