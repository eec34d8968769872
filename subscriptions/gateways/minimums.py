"""Minimum charges of payment providers, in minor units.

For other currencies the provider itself decides.
"""

MINIMUM_CHARGES = {
    "AUD": 50,
    "BRL": 50,
    "CAD": 50,
    "CHF": 50,
    "EUR": 50,
    "INR": 50,
    "NZD": 50,
    "SGD": 50,
    "USD": 50,
    "AED": 200,
    "BGN": 100,
    "CZK": 1500,
    "DKK": 250,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17500,
    "JPY": 50,
    "MXN": 1000,
    "MYR": 200,
    "NOK": 300,
    "PLN": 200,
    "RON": 200,
    "SEK": 300,
    "THB": 1000,
}


def minimum_charge(currency: str) -> int:
    return MINIMUM_CHARGES.get(currency, 0)


def is_too_small(amount: int, currency: str) -> bool:
    """Return whether the amount is below the minimum; 0 (nothing to pay) never is."""
    return 0 < amount < minimum_charge(currency)
