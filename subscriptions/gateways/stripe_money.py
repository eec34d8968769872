"""Amounts as Stripe counts them: ISK and UGX have no decimals, and Stripe takes them in hundredths all the same."""

HUNDREDTHS = {"ISK", "UGX"}


def to_stripe(amount: int, currency: str) -> int:
    return amount * 100 if currency.upper() in HUNDREDTHS else amount


def from_stripe(amount: int, currency: str) -> int:
    return amount // 100 if currency.upper() in HUNDREDTHS else amount
