"""Which gift links go when money goes back: the refunded agreement's, and no others."""

import pytest

from accounts.models import User
from articles.models import Column
from subscriptions.billing import lifecycle
from subscriptions.gifts import orders, redemption
from subscriptions.links import gift as gift_links
from subscriptions.models import Entitlement, GiftLink, Subscription
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person
from tests.giving import Give
from tests.sandbox import Subscribe

pytestmark = pytest.mark.promise(
    "A refund of a duplicate payment, or a late sync of an old refund, revokes no link of another subscription",
    section="gift links",
)


@pytest.fixture
def mine(registered: Person, subscribe: Subscribe) -> Subscription:
    return subscribe(registered.user)


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column()


def made(user: User, column: Column) -> GiftLink:
    link = gift_links.make(user, column.pk, at=NOON)
    assert link is not None
    return link


def works(link: GiftLink) -> bool:
    link.refresh_from_db()
    return link.works(NOON + 2 * DAY)


def test_a_full_refund_takes_the_links_along(mine: Subscription, registered: Person, column: Column) -> None:
    link = made(registered.user, column)
    lifecycle.refund(mine.payments.get(), at=NOON + HOUR)
    assert not works(link)


def test_a_second_subscription_sent_back_takes_none(
    mine: Subscription, registered: Person, subscribe: Subscribe, column: Column
) -> None:
    link = made(registered.user, column)
    Subscription.objects.filter(pk=mine.pk).update(status="unpaid")
    second = subscribe(registered.user)
    Subscription.objects.filter(pk=mine.pk).update(status="active")
    Subscription.objects.filter(pk=second.pk).update(version=0, entitlement=None)
    lifecycle.follow("sandbox", second.gateway_id, at=NOON)
    second.refresh_from_db()
    assert second.end_reason == Subscription.EndReason.DUPLICATE
    assert works(link)


def test_a_late_look_at_what_was_refunded_takes_no_later_link(
    mine: Subscription, registered: Person, column: Column
) -> None:
    """Reconciliation asks about every agreement again, also when its reader has come back meanwhile."""
    lifecycle.refund(mine.payments.get(), at=NOON)
    link = made(registered.user, column)
    GiftLink.objects.filter(pk=link.pk).update(made_at=NOON + DAY)
    lifecycle.follow("sandbox", mine.gateway_id, at=NOON + 2 * DAY - HOUR)
    assert works(link)


@pytest.mark.promise(
    "Gift links end when the gift of their giver is refunded",
    section="gift links",
)
@pytest.mark.parametrize("has_another", [False, True])
def test_a_gift_that_is_refunded_takes_the_links_of_its_reader_along(
    registered: Person, give: Give, column: Column, *, has_another: bool
) -> None:
    gift = give()
    redemption.redeem(orders.code_of(gift), user=registered.user, at=NOON)
    if has_another:
        Entitlement.objects.create(user=registered.user, source="complimentary", starts_at=NOON)
    link = made(registered.user, column)
    lifecycle.refund(gift.purchase.payments.get(), at=NOON + HOUR)
    assert works(link) == has_another
