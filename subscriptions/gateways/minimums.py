"""Minimum charges of payment providers, in minor units.

For other currencies the provider itself decides.
"""

LEAST = {
    **dict.fromkeys("AUD BRL CAD CHF EUR INR NZD SGD USD".split(), 50),  # noqa: SIM905 - a list of this length is no easier to read
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
    return LEAST.get(currency, 0)


def is_too_small(amount: int, currency: str) -> bool:
    """Return whether the amount is below the minimum; 0 (nothing to pay) never is."""
    return 0 < amount < minimum_charge(currency)
