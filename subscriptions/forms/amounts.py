"""Form fields for amounts of money: parse text into minor units."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from subscriptions.models.money import (
    DECIMALS,
    SYMBOLS,
    decimals,
    format_money,
    format_number,
    minor_units_per_unit,
    step,
)

MOST_DIGITS = 10  # of whole units
MOST = 2_147_483_647  # minor units, the largest integer of the database column
GROUPED = r"\d{1,3}(?P<sep>[ ’',.])\d{3}(?:(?P=sep)\d{3})*"
NUMBER = re.compile(rf"(?P<whole>{GROUPED}|\d+)(?:(?P<point>[.,])(?P<part>\d{{1,3}}))?")
SEPARATORS = re.compile(r"[ ’',.]")
INVALID_CURRENCY = "Three letters, as in USD."


def clean_currency(source: str) -> str:
    """Return the code in upper case; raise ValidationError if the provider does not support it."""
    currency = source.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValidationError(INVALID_CURRENCY)
    if currency not in DECIMALS:
        raise ValidationError(
            f"Nothing can be sold in {currency}: the payment provider takes no such currency."
        )
    return currency


def parse_minor_units(entered: str, code: str) -> int:
    """Parse "5", "5.00", "5,00", "$5", "1,000" or "5 USD" into minor units.

    Raise ValidationError with an example.
    """
    text = " ".join(entered.split())
    for sign in (code, code.lower(), SYMBOLS.get(code, code)):
        text = text.removeprefix(sign).removesuffix(sign).strip()
    whole, part = _split_amount(text, code)
    if len(whole) > MOST_DIGITS:
        raise ValidationError("This is more than can be paid at once.")
    amount = int(whole) * minor_units_per_unit(code) + int(part.ljust(decimals(code), "0") or 0)
    if amount > MOST:
        raise ValidationError("This is more than can be paid at once.")
    if amount % step(code):
        raise ValidationError(
            f"The last decimal of an amount in {code} must be 0, as in {_example(code)}."
        )
    return amount


def _split_amount(text: str, code: str) -> tuple[str, str]:
    if decimals(code) == 3 and re.fullmatch(r"\d{1,3}\.\d{3}", text):
        return text[:-4], text[-3:]
    if decimals(code) == 3 and re.fullmatch(r"\d{1,3},\d{3}", text):
        both = f"{text.replace(',', '.')} or {text.replace(',', '')}"
        raise ValidationError(f"This can mean two amounts: please type {both}.")
    match = NUMBER.fullmatch(text)
    part = (match["part"] or "") if match else ""
    grouped_zero = match is not None and match["sep"] and int(match["whole"][0]) == 0  # as in 0.500
    if (
        match is None
        or grouped_zero
        or len(part) > decimals(code)
        or (part and match["point"] == match["sep"])
    ):
        raise ValidationError(f"Please type an amount in {code}, as in {_example(code)}.")
    return SEPARATORS.sub("", match["whole"]).lstrip("0") or "0", part


def _example(code: str) -> str:
    unit = minor_units_per_unit(code)
    return format_money(12 * unit + unit // 2, code)


class AmountField(forms.CharField):
    """Accept an amount as text; AmountsForm parses it when the currency is known."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 12})
        super().__init__(**{"max_length": 40, "widget": widget, **kwargs})


class AmountsForm(forms.ModelForm[Any]):
    """Convert the text of AmountFields to minor units of the row's currency, and back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._amounts():
            amount = self.initial.get(name)
            if isinstance(amount, int):
                self.initial[name] = format_number(amount, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Without a currency the form is invalid in any case, so any fallback will do.
        currency = cleaned.get("currency") or "USD"
        for name in [name for name in self._amounts() if name in cleaned]:
            text = str(cleaned[name] or "")
            try:
                cleaned[name] = parse_minor_units(text, currency) if text else None
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def _amounts(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, AmountField)]
