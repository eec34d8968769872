"""Money as a reader says it. Everywhere else it is whole minor units (cents) and a currency of three letters."""

ZERO_DECIMAL = {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF"}
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def whole_one(currency: str) -> int:
    """How many minor units make a whole one: 100 cents a dollar."""
    return 1 if currency in ZERO_DECIMAL else 100


def money(amount: int, currency: str) -> str:
    """ "$3.99", "€40", "12.50 CHF", "−$3.99"."""
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    whole, cents = divmod(abs(amount), whole_one(currency))
    figure = f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{figure}" if symbol else f"{sign}{figure}\N{NO-BREAK SPACE}{currency}"
