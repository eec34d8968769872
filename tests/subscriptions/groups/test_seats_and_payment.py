"""After a change of plan more seats come with the first payment, fewer seats on the day of the
change.
"""

from datetime import timedelta

import pytest

from subscriptions.billing import sync
from subscriptions.models import Plan, PlanChange, Price, Subscription
from tests.cast import NOON, SECOND, Person
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
