"""Readers who open gift links."""

from accounts.models import User
from accounts.reader import Reader
from subscriptions.links import redemption
from subscriptions.models import GiftLink
from tests.cast import NETWORK


def reader_with(*links: GiftLink, user: User | None = None, may_spend: bool = True) -> Reader:
    """A browser that has opened these links, in this order."""
    tokens: list[str] = []
    for link in links:
        tokens = redemption.add_token(link, tokens)
    return Reader(user=user, network=NETWORK, tokens=tuple(tokens), may_spend=may_spend)
