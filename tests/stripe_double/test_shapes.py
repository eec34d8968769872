"""Every kind of object has the shape that the SDK's classes describe, and that Stripe's own
examples show.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.stripe_double import shapes
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import intent_of, submit, subscribed
from tests.stripe_double.response_types import complaints

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The Stripe double refuses parameters that the SDK's types do not know, and answers in the"
        " SDK's shapes",
        section="stripe",
    ),
]

EXAMPLES = os.environ.get("STRIPE_FIXTURES", "")
KINDS = sorted(set(shapes.CLASSES) - {"plan"})  # which is seen inside an item


@pytest.fixture
def busy(stripe_double: StripeDouble) -> StripeDouble:
    """An account in which everything has happened once."""
    client = stripe_double.client()
    client.v1.coupons.create({"id": "INTRO", "percent_off": 50.0, "duration": "forever"})
    client.v1.promotion_codes.create(
        {"code": "SPRING", "promotion": {"type": "coupon", "coupon": "INTRO"}}
    )
    subscription = subscribed(stripe_double, discounts=[{"coupon": "INTRO"}])
    client.v1.refunds.create({"payment_intent": intent_of(subscription), "amount": 50})
    stripe_double.open_dispute(intent_of(subscription))
    portal = client.v1.billing_portal.sessions.create(
        {"customer": subscription.customer, "return_url": "http://a.test"}
    )
    submit(portal.url, "card")
    client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    stripe_double.card_fails(subscription.customer)
    stripe_double.advance(to=stripe_double.now + timedelta(days=33))
    return stripe_double


def objects(double: StripeDouble, kind: str) -> list[Any]:
    """All objects of a kind, wherever they are kept."""
    lines = [line for session in double.store.session_lines.values() for line in session]
    parts = [line for invoice in double.store.all("invoice") for line in invoice["lines"]["data"]]
    return {"item": lines, "line_item": parts}.get(kind) or list(double.store.all(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_objects_have_the_shape_of_the_sdk(busy: StripeDouble, kind: str) -> None:
    results = objects(busy, kind)
    assert results
    assert [one for target in results for one in complaints(target)] == []


def test_a_field_too_many_or_too_few_is_noticed() -> None:
    price = shapes.shaped(
        "price", id="price_1", created=1, billing_scheme="per_unit", currency="usd", product="p"
    )
    price |= {"active": "yes", "metadata": {}, "subscription": "sub_1", "type": "weekly"}
    del price["currency"]
    messages = complaints(price)
    assert [one.split(":")[0] for one in messages] == [
        "price.subscription", "price.currency", "price.active", "price.type",
    ]  # fmt: skip


def examples() -> dict[str, Any]:
    resources: dict[str, Any] = json.loads(Path(EXAMPLES).read_text())["resources"]
    return resources


@pytest.mark.skipif(not EXAMPLES, reason="STRIPE_FIXTURES names no file with Stripe's own examples")
@pytest.mark.parametrize("kind", KINDS if EXAMPLES else ["any"])
def test_objects_have_the_fields_of_stripes_examples(busy: StripeDouble, kind: str) -> None:
    example = examples().get(kind)
    if example is None:
        return
    target = objects(busy, kind)[0]
    assert set(example) - set(target) - LEFT_OUT.get(kind, set()) == set()
    assert set(target) - set(example) - NEWER.get(kind, set()) == set()
    assert unlike(target, example) == []


LEFT_OUT = {
    "charge": {"refunds"},  # shown on request since 2022-11-15
    "invoice": {"subscription"},  # not among the fields of this version
}
NEWER = {
    "subscription_schedule": {"pause_schedules"}
}  # required by the SDK, not yet in the example


def unlike(target: Any, example: Any) -> list[str]:
    """The fields that hold another JSON type than the example's."""
    both = [
        name for name in example if name in target and None not in (target[name], example[name])
    ]
    return [name for name in both if family(target[name]) is not family(example[name])]


def family(value: Any) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def test_events_speak_the_sdks_version(busy: StripeDouble) -> None:
    assert {event["api_version"] for event in busy.events} == {stripe.api_version}
