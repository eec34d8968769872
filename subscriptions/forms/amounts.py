"""Amounts as people write them, in the decimals of their currency."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from subscriptions.models.money import DECIMALS, SYMBOLS, decimals, money, plain, step, whole_one

MOST_DIGITS = 9  # of whole units; the database ends at 2,147,483,647 minor ones
MOST = 2_147_483_647
GROUPED = r"\d{1,3}(?P<sep>[ ’',.])\d{3}(?:(?P=sep)\d{3})*"
NUMBER = re.compile(rf"(?P<whole>{GROUPED}|\d+)(?:(?P<point>[.,])(?P<part>\d{{1,3}}))?")
SEPARATORS = re.compile(r"[ ’',.]")
THREE_LETTERS = "Three letters, as in USD."


def clean_currency(written: str) -> str:
    """In capitals; ValidationError where nothing can be sold in it."""
    currency = written.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValidationError(THREE_LETTERS)
    if currency not in DECIMALS:
        raise ValidationError(f"Nothing can be sold in {currency}: the payment provider takes no such currency.")
    return currency


def minor_units(typed: str, code: str) -> int:
    """ "5", "5.00", "5,00", "$5", "1,000", "5 USD" in minor units; ValidationError says what to type."""
    text = " ".join(typed.split())
    for sign in (code, code.lower(), SYMBOLS.get(code, code)):
        text = text.removeprefix(sign).removesuffix(sign).strip()
    whole, part = _parts(text, code)
    if len(whole) > MOST_DIGITS:
        raise ValidationError("This is more than can be paid at once.")
    amount = int(whole) * whole_one(code) + int(part.ljust(decimals(code), "0") or 0)
    if amount > MOST:
        raise ValidationError("This is more than can be paid at once.")
    if amount % step(code):
        raise ValidationError(f"The last decimal of an amount in {code} must be 0, as in {_example(code)}.")
    return amount


def _parts(text: str, code: str) -> tuple[str, str]:
    """The whole units and the decimals, as digits."""
    if decimals(code) == 3 and re.fullmatch(r"\d{1,3}\.\d{3}", text):
        return text[:-4], text[-3:]
    if decimals(code) == 3 and re.fullmatch(r"\d{1,3},\d{3}", text):
        both = f"{text.replace(',', '.')} or {text.replace(',', '')}"
        raise ValidationError(f"This can mean two amounts: please type {both}.")
    found = NUMBER.fullmatch(text)
    part = (found["part"] or "") if found else ""
    if found is None or len(part) > decimals(code) or (part and found["point"] == found["sep"]):
        raise ValidationError(f"Please type an amount in {code}, as in {_example(code)}.")
    return SEPARATORS.sub("", found["whole"]).lstrip("0") or "0", part


def _example(code: str) -> str:
    """With decimals where there are any."""
    unit = whole_one(code)
    return money(12 * unit + unit // 2, code)


class AmountField(forms.CharField):
    """Text until the form knows the currency: see AmountsForm."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 12})
        super().__init__(**{"max_length": 40, "widget": widget, **kwargs})


class AmountsForm(forms.ModelForm[Any]):
    """A form of a row with amounts and their currency: text in the fields, minor units in the row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._amounts():
            amount = self.initial.get(name)
            if isinstance(amount, int):
                self.initial[name] = plain(amount, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Without a currency the form is refused in any case.
        currency = cleaned.get("currency") or "USD"
        for name in [name for name in self._amounts() if name in cleaned]:
            text = str(cleaned[name] or "")
            try:
                cleaned[name] = minor_units(text, currency) if text else None
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def _amounts(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, AmountField)]
