"""What Stripe refuses, the double refuses: unknown names, wrong types, words and things that do not
go together.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe

from tests.stripe_double.double import StripeDouble
from tests.stripe_double.helpers import price_of, session_for, subscribed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The Stripe double refuses parameters that the SDK's types do not know, and answers in the"
        " SDK's shapes",
        section="stripe",
    ),
]

HOUR = timedelta(hours=1)


def refusal(act: Callable[[], Any]) -> tuple[int | None, str | None, str | None]:
    with pytest.raises(stripe.InvalidRequestError) as message:
        act()
    return message.value.http_status, message.value.code, message.value.param


@pytest.mark.parametrize(
    ("wrong", "code", "param"),
    [
        ({"nmae": "A"}, "parameter_unknown", "nmae"),
        ({"address": {"planet": "Earth"}}, "parameter_unknown", "address[planet]"),
        ({"balance": "much"}, "parameter_invalid_integer", "balance"),
        ({"tax_exempt": "perhaps"}, None, "tax_exempt"),
        ({"address": "home"}, None, "address"),
        ({"preferred_locales": {"a": "en"}}, None, "preferred_locales"),
        ({"email": "nobody"}, "email_invalid", "email"),
        ({"source": ""}, "parameter_invalid_empty", "source"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
    ],
)
def test_parameters_are_checked(
    stripe_double: StripeDouble, wrong: Any, code: str | None, param: str
) -> None:
    assert refusal(lambda: stripe_double.client().v1.customers.create(wrong)) == (400, code, param)


def test_a_required_parameter_is_missed(stripe_double: StripeDouble) -> None:
    create: Any = stripe_double.client().v1.prices.create
    assert refusal(lambda: create({"unit_amount": 1})) == (400, "parameter_missing", "currency")


def test_what_is_known_but_not_imitated_is_never_ignored(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    with pytest.raises(stripe.APIError) as message:
        client.v1.customers.create({"tax": {"ip_address": "192.0.2.1"}})
    assert message.value.http_status == 501


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"mode": "subscribe"}, "mode"),
        ({"mode": "payment"}, "mode"),
        ({"mode": "payment", "subscription_data": {"trial_period_days": 3}}, "subscription_data"),
        ({"discounts": [{"coupon": "A"}], "allow_promotion_codes": True}, None),
        ({"discounts": [{"coupon": "A"}]}, "discounts[0][coupon]"),
        ({"customer": "cus_nobody", "customer_email": None}, "customer"),
        ({"customer": "cus_nobody"}, None),
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
        ({"subscription_data": {"trial_period_days": 0}}, "subscription_data[trial_period_days]"),
        ({"success_url": "thanks"}, "success_url"),
        ({"success_url": None}, "success_url"),
        ({"line_items": None}, "line_items"),
        ({"customer_creation": "always"}, "customer_creation"),
    ],
)
def test_sessions_that_make_no_sense(
    stripe_double: StripeDouble, more: Any, param: str | None
) -> None:
    client = stripe_double.client()
    price = price_of(client).id
    status, _, named = refusal(lambda: session_for(client, price, **more))
    assert (status, named) == (400, param)


@pytest.mark.parametrize(("wait", "fine"), [(0.4, False), (0.6, True), (23.9, True), (24.2, False)])
def test_sessions_last_half_an_hour_to_a_day(
    stripe_double: StripeDouble, wait: float, fine: bool
) -> None:
    client = stripe_double.client()
    price = price_of(client).id
    expires = int((stripe_double.now + wait * HOUR).timestamp())
    if fine:
        assert session_for(client, price, expires_at=expires).expires_at == expires
    else:
        assert refusal(lambda: session_for(client, price, expires_at=expires))[2] == "expires_at"


def test_too_little_money(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    cheap = price_of(client, unit_amount=49).id
    assert refusal(lambda: session_for(client, cheap))[1] == "amount_too_small"


def test_currencies_do_not_mix(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    customer = subscribed(stripe_double).customer
    euros = price_of(client, currency="eur").id
    assert (
        refusal(lambda: session_for(client, euros, customer=customer, customer_email=None))[0]
        == 400
    )
    client.v1.coupons.create(
        {"id": "OFF", "amount_off": 100, "currency": "usd", "duration": "once"}
    )
    assert (
        refusal(lambda: session_for(client, euros, discounts=[{"coupon": "OFF"}]))[2] == "discounts"
    )


def test_an_archived_price_cannot_be_bought(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    price = price_of(client, lookup_key="monthly").id
    client.v1.prices.update(price, {"active": False})
    assert refusal(lambda: session_for(client, price))[2] == "line_items[0][price]"


def test_own_ids_are_taken_once(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    for create in (
        lambda: client.v1.products.create({"id": "digital", "name": "Digital"}),
        lambda: client.v1.coupons.create({"id": "HALF", "percent_off": 50.0, "duration": "once"}),
        lambda: price_of(client, lookup_key="monthly"),
    ):
        create()
        assert refusal(create)[0] == 400


def test_unknown_ids_and_keys(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    assert refusal(lambda: client.v1.subscriptions.retrieve("sub_none")) == (
        404,
        "resource_missing",
        "id",
    )
    visitor = stripe.StripeClient(
        "sk_test_other", base_addresses={"api": stripe_double.url}, max_network_retries=0
    )
    with pytest.raises(stripe.AuthenticationError):
        visitor.v1.customers.list()


def test_another_version_is_refused(stripe_double: StripeDouble) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_double.client(stripe_version="2020-08-27").v1.customers.list()


def test_expanding_what_cannot_be(stripe_double: StripeDouble) -> None:
    client = stripe_double.client()
    price = price_of(client).id
    assert (
        refusal(lambda: client.v1.prices.retrieve(price, {"expand": ["currency"]}))[2] == "expand"
    )
    deep = ["data.items.data.price.product"]
    assert refusal(lambda: client.v1.subscriptions.list({"expand": deep}))[2] == "expand"
