"""After a change of plan more seats come with the first payment, fewer seats on the day of the
change.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from accounts.models import User
from subscriptions.billing import lifecycle, sync
from subscriptions.gateways.base import GatewayDown
from subscriptions.groups import group_seats
from subscriptions.models import Plan, PlanChange, Price, Subscription
from tests.cast import HOUR, NOON, SECOND, Person
from tests.sandbox import Subscribe


@pytest.mark.parametrize(("before", "after", "unpaid"), [(1, 5, 1), (5, 1, 1), (2, 5, 2)])
def test_seats_of_a_plan_that_is_not_paid_yet(
    before: int, after: int, unpaid: int, registered: Person, subscribe: Subscribe, monthly: Price
) -> None:
    Plan.objects.filter(pk=monthly.plan_id).update(seats=before)
    subscription = subscribe(registered.user)
    plan = Plan.objects.create(name="Another", seats=after)
    new = Price.objects.create(plan=plan, amount=1000, currency="USD", interval="month")
    day = subscription.period_ends_at
    PlanChange.objects.create(
        subscription=subscription, old=monthly, new=new, old_terms="-", new_terms="-", terms_text="-", takes_effect_at=day,
        confirmed_at=NOON, from_version=subscription.version,
    )  # fmt: skip
    Subscription.objects.filter(pk=subscription.pk).update(price=new)
    subscription = Subscription.objects.get(pk=subscription.pk)
    assert subscription.paid_until == day
    assert sync._seats(subscription, day - SECOND) == before
    assert sync._seats(subscription, day) == unpaid
    assert sync._seats(subscription, day + timedelta(days=6)) == unpaid
    subscription.paid_until = day + timedelta(days=30)
    assert sync._seats(subscription, day) == after


def test_a_sync_adjusts_the_group_once_at_its_own_time(
    registered: Person, subscribe: Subscribe, monthly: Price, monkeypatch: pytest.MonkeyPatch
) -> None:
    Plan.objects.filter(pk=monthly.plan_id).update(seats=3)
    subscription = subscribe(registered.user)
    adjusted, adjust = [], group_seats.sync_owned_group

    def noted(user: User, *, at: datetime, seats: int | None = None) -> None:
        adjusted.append((user.pk, seats, at))
        adjust(user, at=at, seats=seats)

    monkeypatch.setattr(group_seats, "sync_owned_group", noted)
    later = NOON + HOUR
    lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=later)
    assert adjusted == [(registered.user.pk, 3, later)]


def test_a_subscription_that_changes_at_every_attempt_is_left_for_later(
    registered: Person, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription = subscribe(registered.user)
    fetch = sync.fetch

    def overtaken(*args: Any) -> sync.Snapshot | None:
        fetched = fetch(*args)
        Subscription.objects.update(version=F("version") + 1)
        return fetched

    monkeypatch.setattr(sync, "fetch", overtaken)
    with pytest.raises(GatewayDown, match=subscription.gateway_id):
        lifecycle.sync_now(subscription.gateway, subscription.gateway_id, at=NOON)
    newest = Subscription.objects.get(pk=subscription.pk)
    assert newest.version == subscription.version + sync.MAX_ATTEMPTS
