"""A refund revokes the gift links of the refunded subscription, and no others."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from accounts.models import User
from articles.models import Column
from subscriptions.billing import lifecycle, withdrawals
from subscriptions.gifts import orders, redemption
from subscriptions.groups import group_seats
from subscriptions.links import gift
from subscriptions.models import Entitlement, GiftLink, Group, Price, Purchase, Subscription
from subscriptions.paywall import rule
from subscriptions.paywall.access import Reason
from tests.cast import DAY, HOUR, NOON, MakeColumn, MakeReader, Person
from tests.gift_orders import BuyGift
from tests.sandbox import Subscribe
from tests.subscriptions.gift_orders import reader_with

pytestmark = pytest.mark.promise(
    "A refund of a duplicate payment, or a late sync of an old refund, revokes no link of another"
    " subscription",
    section="gift links",
)


@pytest.fixture
def subscription(registered: Person, subscribe: Subscribe) -> Subscription:
    return subscribe(registered.user)


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column()


def made(user: User, column: Column, *, at: datetime = NOON) -> GiftLink:
    link = gift.get_or_create_link(user, column.pk, at=at)
    assert link is not None
    return link


def works(link: GiftLink) -> bool:
    link.refresh_from_db()
    return link.works(NOON + 2 * DAY)


def test_a_full_refund_takes_the_links_along(
    subscription: Subscription, registered: Person, column: Column
) -> None:
    link = made(registered.user, column)
    lifecycle.refund(subscription.payments.get(), at=NOON + HOUR)
    assert not works(link)


def test_a_second_subscription_sent_back_takes_none(
    subscription: Subscription, registered: Person, subscribe: Subscribe, column: Column
) -> None:
    link = made(registered.user, column)
    Subscription.objects.filter(pk=subscription.pk).update(status="unpaid")
    second = subscribe(registered.user)
    Subscription.objects.filter(pk=subscription.pk).update(status="active")
    Subscription.objects.filter(pk=second.pk).update(version=0, entitlement=None)
    lifecycle.sync_now("sandbox", second.gateway_id, at=NOON)
    second.refresh_from_db()
    assert second.end_reason == Subscription.EndReason.DUPLICATE
    assert works(link)


def test_a_late_look_at_what_was_refunded_takes_no_later_link(
    subscription: Subscription, registered: Person, column: Column
) -> None:
    """Reconciliation syncs old subscriptions again, also after their reader has subscribed
    again.
    """
    lifecycle.refund(subscription.payments.get(), at=NOON)
    link = made(registered.user, column)
    GiftLink.objects.filter(pk=link.pk).update(made_at=NOON + DAY)
    lifecycle.sync_now("sandbox", subscription.gateway_id, at=NOON + 2 * DAY - HOUR)
    assert works(link)


@pytest.mark.promise(
    "Gift links end when the gift of their giver is refunded",
    section="gift links",
)
@pytest.mark.parametrize("has_another", [False, True])
def test_a_gift_that_is_refunded_takes_the_links_of_its_reader_along(
    registered: Person, buy_gift: BuyGift, column: Column, *, has_another: bool
) -> None:
    gift = buy_gift()
    redemption.redeem(orders.code_of(gift), user=registered.user, at=NOON)
    if has_another:
        Entitlement.objects.create(user=registered.user, source="complimentary", starts_at=NOON)
    link = made(registered.user, column)
    lifecycle.refund(gift.purchase.payments.get(), at=NOON + HOUR)
    assert works(link) == has_another


def withdraw(mine: Subscription, *, declared: datetime, at: datetime) -> None:
    words = {"name": "Ada", "email": "ada@reader.example", "contract": "Digital"}
    withdrawals.carry_out(withdrawals.declare(mine, **words, received_at=declared, at=at), at=at)


@pytest.mark.promise("Gift links end with a withdrawal", section="gift links")
@pytest.mark.parametrize(
    "made_after", [0 * HOUR, 2 * HOUR], ids=["before the declaration", "before its confirmation"]
)
@pytest.mark.parametrize("kind", ["trial", "in full", "for the unused days"])
def test_a_withdrawal_takes_the_links_along(
    kind: str,
    made_after: timedelta,
    registered: Person,
    subscribe: Subscribe,
    with_trial: Price,
    column: Column,
    noon: Traveller,
) -> None:
    mine = subscribe(registered.user, with_trial if kind == "trial" else None)
    if kind == "for the unused days":
        Purchase.objects.update(begins_at_once_agreed_at=NOON)
    link = made(registered.user, column, at=NOON + made_after)
    noon.move_to(NOON + 3 * HOUR)
    withdraw(Subscription.objects.get(pk=mine.pk), declared=NOON + HOUR, at=NOON + 3 * HOUR)
    assert not works(link)
    stranger = rule.check(column, reader_with(link), at=NOON + 4 * HOUR)
    assert stranger.reason != Reason.GIFT


def test_what_the_desk_ends_takes_the_links_along(
    subscription: Subscription, registered: Person, column: Column
) -> None:
    link = made(registered.user, column)
    lifecycle.refund(subscription.payments.get(), amount=100, ends_access=True, at=NOON + HOUR)
    assert not works(link)


def test_links_made_after_what_the_desk_ended_stay(
    subscription: Subscription, registered: Person, column: Column
) -> None:
    lifecycle.cancel_now(subscription, reason=Subscription.EndReason.DESK, at=NOON)
    Entitlement.objects.create(user=registered.user, source="complimentary", starts_at=NOON)
    link = made(registered.user, column, at=NOON + HOUR)
    lifecycle.sync_now("sandbox", subscription.gateway_id, at=NOON + 2 * HOUR)
    assert works(link)


@pytest.mark.parametrize("end", ["withdrawal", "refund", "desk"])
def test_the_links_of_the_group_go_with_those_of_its_owner(
    end: str,
    subscription: Subscription,
    registered: Person,
    make_reader: MakeReader,
    column: Column,
) -> None:
    group = Group.objects.create(owner=registered.user, seats=3)
    group_seats.sync_group(group, at=NOON)
    member = make_reader("member")
    group_seats.join(group_seats.invite(group, member.email, at=NOON), member, at=NOON)
    link = made(member, column)
    if end == "withdrawal":
        Purchase.objects.update(begins_at_once_agreed_at=NOON)
        withdraw(Subscription.objects.get(pk=subscription.pk), declared=NOON + HOUR, at=NOON + HOUR)
    elif end == "refund":
        lifecycle.refund(subscription.payments.get(), at=NOON + HOUR)
    else:
        lifecycle.cancel_now(subscription, reason=Subscription.EndReason.DESK, at=NOON + HOUR)
    assert not works(link)


def test_a_cancelled_subscription_leaves_its_links(
    subscription: Subscription, registered: Person, column: Column
) -> None:
    link = made(registered.user, column)
    lifecycle.cancel_at_period_end(subscription, at=NOON + HOUR)
    assert works(link)
