"""Displayed, typed, sent to Stripe, read back and refunded: the same amount, in every currency of
the table.
"""

import uuid
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ValidationError

from subscriptions.forms.amounts import clean_currency, parse_minor_units
from subscriptions.gateways.base import Discount, Terms
from subscriptions.gateways.stripe import fields
from subscriptions.models.money import DECIMALS, format_money, format_number
from tests.stripe_double.double import StripeDouble
from tests.subscriptions.stripe_shop import gateway_to, request_bodies, sale

pytestmark = pytest.mark.slow

SHOWN = [
    (399, "USD", "$3.99"),
    (4000, "EUR", "€40"),
    (1500, "HUF", "15\xa0HUF"),
    (1500, "JPY", "¥1,500"),
    (1500, "ISK", "1,500\xa0ISK"),
    (5000, "UGX", "5,000\xa0UGX"),
    (39900, "PYG", "39,900\xa0PYG"),
    (1000, "RWF", "1,000\xa0RWF"),
    (3990, "KMF", "3,990\xa0KMF"),
    (3990, "BIF", "3,990\xa0BIF"),
    (3990, "MGA", "3,990\xa0MGA"),
    (1500, "KWD", "1.500\xa0KWD"),
    (50, "TND", "0.050\xa0TND"),
    (2000, "BHD", "2\xa0BHD"),
    (-399, "USD", "−$3.99"),
]


@pytest.mark.parametrize(("amount", "currency", "said"), SHOWN)
def test_an_amount_is_shown_with_its_currencys_decimals(
    amount: int, currency: str, said: str
) -> None:
    assert format_money(amount, currency) == said


@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_what_is_shown_can_be_typed_back(currency: str) -> None:
    for amount in (10, 1500, 39900, 1234560):
        assert parse_minor_units(format_money(amount, currency), currency) == amount
        assert parse_minor_units(format_number(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("typed", "currency", "meant"),
    [
        ("4.99", "USD", 499),
        ("4,99", "EUR", 499),
        ("5", "USD", 500),
        ("1.500", "KWD", 1500),
        ("0.75", "KWD", 750),
        ("0,5", "TND", 500),
        ("0.5", "TND", 500),
        ("1 500", "KWD", 1_500_000),
        ("1,234.500", "KWD", 1_234_500),
        ("1500", "ISK", 1500),
        ("1.500", "ISK", 1500),
        ("1,500", "JPY", 1500),
        ("39 900", "PYG", 39900),
        ("39\u202f900", "PYG", 39900),
    ],
)
def test_amounts_are_typed_in_the_currencys_own_decimals(
    typed: str, currency: str, meant: int
) -> None:
    assert parse_minor_units(typed, currency) == meant


@pytest.mark.parametrize(
    ("typed", "currency", "told"),
    [
        ("1,500", "KWD", "can mean two amounts: please type 1.500 or 1500"),
        ("0.755", "KWD", "last decimal of an amount in KWD must be 0"),
        ("15.5", "JPY", "type an amount in JPY, as in ¥12"),
        ("15.50", "ISK", "type an amount in ISK"),
        ("4.9999", "USD", "type an amount in USD, as in \\$12.50"),
        ("1,000,50", "USD", "type an amount"),
        ("1.000.50", "USD", "type an amount"),
        ("1,000.500", "USD", "type an amount"),
        ("-4", "USD", "type an amount"),
        ("99999999999", "USD", "more than can be paid"),
        ("30000000", "USD", "more than can be paid"),
        ("2147483648", "JPY", "more than can be paid"),
    ],
)
def test_what_has_no_meaning_or_two_is_asked_about(typed: str, currency: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        parse_minor_units(typed, currency)


@pytest.mark.parametrize("typed", ["QQQ", "XXX", "xau", "BTC"])
def test_a_currency_that_cannot_be_sold_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError, match=f"Nothing can be sold in {typed.upper()}"):
        clean_currency(typed)


def test_small_letters_are_folded() -> None:
    assert clean_currency(" chf ") == "CHF"


def sent(double: StripeDouble, path: str, name: str) -> str:
    return parse_qs(request_bodies(double, "POST", path)[-1])[name][0]


@pytest.mark.promise(
    "The amount shown, typed, sent to Stripe, read back and refunded is the same in every currency",
    section="payments",
)
@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_a_subscription_is_sent_read_back_and_refunded_as_it_is_shown(
    currency: str, stripe_double: StripeDouble
) -> None:
    gateway, factor = gateway_to(stripe_double), 100 if currency in {"ISK", "UGX"} else 1
    terms = Terms(f"plan-{currency}", "Digital", 39900, currency, "month")
    page = gateway.create_checkout(sale(terms, discount=Discount("promotion-1", 900, 1)))
    assert sent(stripe_double, "/v1/prices", "unit_amount") == str(39900 * factor)
    assert sent(stripe_double, "/v1/coupons", "amount_off") == str(900 * factor)
    assert (page.amount, page.currency) == (39000, currency)
    stripe_double.pay(page.session_id)
    remote_subscription = gateway.subscription(
        gateway.retrieve_checkout(page.session_id).subscription_id
    )
    assert (remote_subscription.terms.amount, remote_subscription.terms.currency) == (
        39900,
        currency,
    )
    payment = remote_subscription.payments[0]
    assert payment.amount == 39000
    gateway.refund(payment.payment_id, 500, key=str(uuid.uuid4()))
    assert sent(stripe_double, "/v1/refunds", "amount") == str(500 * factor)
    assert gateway.subscription(remote_subscription.subscription_id).payments[0].refunded == 500


@pytest.mark.parametrize("currency", sorted(DECIMALS))
def test_what_is_paid_once_too(currency: str, stripe_double: StripeDouble) -> None:
    gateway, factor = gateway_to(stripe_double), 100 if currency in {"ISK", "UGX"} else 1
    page = gateway.create_checkout(sale(Terms("gift-1", "A gift", 1500, currency)))
    assert sent(
        stripe_double, "/v1/checkout/sessions", "line_items[0][price_data][unit_amount]"
    ) == str(1500 * factor)
    stripe_double.pay(page.session_id)
    payment: Any = gateway.retrieve_checkout(page.session_id).payment
    assert (payment.amount, payment.currency) == (1500, currency)
    gateway.refund(payment.payment_id, 1500, key=str(uuid.uuid4()))
    payment = gateway.payment(payment.payment_id)
    assert (payment.state, payment.refunded) == ("refunded", 1500)


def test_a_price_that_was_sent_wrongly_before_is_not_found_again() -> None:
    """The lookup key in Stripe's catalogue contains the amount in Stripe's units."""
    assert fields.to_stripe(1500, "ISK") == 150_000
    assert fields.from_stripe(150_000, "isk") == 1500


def test_the_most_that_can_be_stored_can_be_typed() -> None:
    assert (
        parse_minor_units("2,147,483,647", "JPY")
        == parse_minor_units("21,474,836.47", "USD")
        == 2_147_483_647
    )
