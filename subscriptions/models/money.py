"""Format money for display.

Everywhere else it is whole minor units (cents) and a currency of three letters.
"""

# Decimals of each currency. Nothing can be sold in a currency that is not listed.
NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
TWO_DECIMALS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD"
    " CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL"
    " HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR"
    " MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD"
    " SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD XCG"
    " YER ZAR ZMW"
)
THREE_DECIMALS = "BHD JOD KWD OMR TND"
DECIMALS = {
    code: decimals
    for decimals, codes in ((0, NO_DECIMALS), (2, TWO_DECIMALS), (3, THREE_DECIMALS))
    for code in codes.split()
}
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def decimals(currency: str) -> int:
    """Return the decimals of a currency; 2 for unknown ones, which only old rows have."""
    return DECIMALS.get(currency, 2)


def minor_units_per_unit(currency: str) -> int:
    """Return the minor units of a whole one: 100 (cents) for a dollar."""
    return int(10 ** decimals(currency))


def step(currency: str) -> int:
    """Return the smallest difference between two amounts.

    With three decimals, providers require the last to be 0.
    """
    return 10 if decimals(currency) == 3 else 1


def format_money(amount: int, currency: str) -> str:
    """Format an amount for readers: "$3.99", "€40", "12.50 CHF", "1.500 KWD", "−$3.99"."""
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    whole, part = divmod(abs(amount), minor_units_per_unit(currency))
    figure = f"{whole:,}.{part:0{decimals(currency)}d}" if part else f"{whole:,}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{figure}" if symbol else f"{sign}{figure}\N{NO-BREAK SPACE}{currency}"


def format_number(amount: int, currency: str) -> str:
    """Format an amount for fields and tables, with all decimals: "3.99", "40.00", "1500".

    The currency is left out.
    """
    whole, part = divmod(abs(amount), minor_units_per_unit(currency))
    figure = f"{whole}.{part:0{decimals(currency)}d}" if decimals(currency) else f"{whole}"
    return f"-{figure}" if amount < 0 else figure
