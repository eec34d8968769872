"""Convert amounts to Stripe's units: ISK and UGX have no decimals, but Stripe counts them in
hundredths.
"""

HUNDREDTHS = {"ISK", "UGX"}


def to_stripe(amount: int, currency: str) -> int:
    return amount * 100 if currency.upper() in HUNDREDTHS else amount


def from_stripe(amount: int, currency: str) -> int:
    return amount // 100 if currency.upper() in HUNDREDTHS else amount
