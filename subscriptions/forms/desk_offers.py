"""What the desk types about prices and promotions."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from subscriptions.models import Price, Promotion
from subscriptions.promotions import normalised

CURRENCY = re.compile(r"[A-Z]{3}")
THREE_LETTERS = "Three letters, as in USD."
ONE_OF_TWO = "Give a percentage or an amount: one of the two."
TERMS = ("amount", "currency", "interval", "interval_count", "trial_days", "intro_amount", "intro_intervals")


def clean_currency(written: str) -> str:
    """In capitals."""
    currency = written.strip().upper()
    if not CURRENCY.fullmatch(currency):
        raise ValidationError(THREE_LETTERS)
    return currency


class PriceForm(forms.ModelForm[Price]):
    """A price that was sold keeps its terms, whatever is sent."""

    class Meta:
        model = Price
        fields: ClassVar = [*TERMS, "tax_note", "listed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.was_sold():
            for name in TERMS:
                self.fields[name].disabled = True

    def clean_currency(self) -> str:
        return clean_currency(self.cleaned_data["currency"])


class PromotionForm(forms.ModelForm[Promotion]):
    class Meta:
        model = Promotion
        fields: ClassVar = ["code", "percent_off", "amount_off", "currency", "intervals", "most_uses", "plans"]

    def clean_code(self) -> str:
        """As readers' codes are looked up; two that differ in capitals are one."""
        code = normalised(self.cleaned_data["code"])
        if Promotion.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError("There is a promotion with this code already.")
        return code

    def clean_currency(self) -> str:
        written = str(self.cleaned_data["currency"])
        return clean_currency(written) if written.strip() else ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        percent, amount = said.get("percent_off"), said.get("amount_off")
        if not self.has_error("percent_off") and not self.has_error("amount_off") and bool(percent) == bool(amount):
            self.add_error("percent_off", ONE_OF_TWO)
        if amount and not said.get("currency") and not self.has_error("currency"):
            self.add_error("currency", "An amount needs its currency.")
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "The end comes after the start.")
        return said
