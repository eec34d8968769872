"""Terms that wait for the next period at Stripe, where a change of rhythm would otherwise be charged at once."""

from typing import Any

from subscriptions.gateways.base import Terms
from subscriptions.gateways.stripe import convert as shapes
from subscriptions.gateways.stripe import requests as params_for
from subscriptions.gateways.stripe.fields import Thing, id_of


def put_off(api: Any, subscription_id: str, price_id: str, terms: Terms) -> None:
    made = api.subscription_schedules.create({"from_subscription": subscription_id}).to_dict()
    phases = params_for.phases(made, price_id, terms)
    api.subscription_schedules.update(made["id"], {"end_behavior": "release", "phases": phases})


def drop(api: Any, thing: Thing) -> None:
    """While one stands, nothing else may change the subscription."""
    if thing["schedule"]:
        api.subscription_schedules.release(id_of(thing["schedule"]))


def next_price(api: Any, thing: Thing) -> Thing:
    """What the next period costs."""
    price = shapes.price_of(thing)
    if not thing["schedule"]:
        return price
    wanted = {"expand": ["phases.items.price.product"]}
    schedule = api.subscription_schedules.retrieve(id_of(thing["schedule"]), wanted)
    return shapes.price_after(schedule.to_dict(), thing) or price
