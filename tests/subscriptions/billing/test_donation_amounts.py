"""Parsing of amounts as people type them."""

import pytest
from django.core.exceptions import ValidationError

from subscriptions.forms.amounts import parse_minor_units
from subscriptions.forms.donations import within

pytestmark = pytest.mark.promise(
    "Donations: free amounts, once or monthly, without an account, thanked by e-mail, "
    "cancelled by a link, opening no column",
    section="buying",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", 500),
        ("5.00", 500),
        ("5,00", 500),
        ("$5", 500),
        ("$ 5", 500),
        ("5$", 500),
        ("5 USD", 500),
        ("USD 5", 500),
        ("5.5", 550),
        ("0,99", 99),
        ("1,000", 100_000),
        ("1.000", 100_000),
        ("1,000.50", 100_050),
        ("1.000,50", 100_050),
        ("1 000", 100_000),
        (" 12 ", 1200),
    ],
)
def test_amounts_as_people_type_them(typed: str, meant: int) -> None:
    assert parse_minor_units(typed, "USD") == meant


@pytest.mark.parametrize(
    "typed", ["five", "-5", "5-", "1,00,0", "5..", "€5", "1e3", "", ".", "NaN", "5 5", "0x10", "+5"]
)
def test_what_is_no_amount_is_told_how_to_type_one(typed: str) -> None:
    with pytest.raises(ValidationError, match="Please type an amount in USD, as in"):
        parse_minor_units(typed, "USD")


@pytest.mark.parametrize(
    "typed", ["0.500", "0,500", "0.001", "0 500", "00.500", "0.500,00", "\u0660.\u0665\u0660\u0660"]
)
@pytest.mark.parametrize("code", ["USD", "JPY"])
def test_a_mark_after_a_zero_separates_no_thousands(typed: str, code: str) -> None:
    """0.500 is half a dollar, never five hundred."""
    with pytest.raises(ValidationError, match="Please type an amount in"):
        parse_minor_units(typed, code)
    assert parse_minor_units("0.500", "KWD") == 500


def test_a_currency_without_cents_takes_none() -> None:
    assert parse_minor_units("500", "JPY") == 500
    with pytest.raises(ValidationError):
        parse_minor_units("500.50", "JPY")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "smallest"),
        ("0.99", "smallest"),
        ("10001", "at most"),
        ("9" * 39, "more than can be paid"),
    ],
)
def test_there_is_a_least_and_a_most(typed: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        within(parse_minor_units(typed, "USD"), "USD")
    assert within(100, "USD") == 100
    assert within(1_000_000, "USD") == 1_000_000
