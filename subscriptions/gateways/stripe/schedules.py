"""Schedules: new terms that wait for the next period, because Stripe charges a change of interval
immediately.
"""

from typing import Any

from subscriptions.gateways.base import Terms
from subscriptions.gateways.stripe import convert, requests
from subscriptions.gateways.stripe.fields import StripeObject, id_of


def put_off(api: Any, subscription_id: str, price_id: str, terms: Terms) -> None:
    made = api.subscription_schedules.create({"from_subscription": subscription_id}).to_dict()
    phases = requests.phases(made, price_id, terms)
    api.subscription_schedules.update(made["id"], {"end_behavior": "release", "phases": phases})


def drop(api: Any, data: StripeObject) -> None:
    """Release the schedule, because Stripe refuses other changes of a subscription that has one."""
    if data["schedule"]:
        api.subscription_schedules.release(id_of(data["schedule"]))


def next_price(api: Any, data: StripeObject) -> StripeObject:
    price = convert.price_of(data)
    if not data["schedule"]:
        return price
    requested = {"expand": ["phases.items.price.product"]}
    schedule = api.subscription_schedules.retrieve(id_of(data["schedule"]), requested)
    return convert.price_after(schedule.to_dict(), data) or price
