from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from subscriptions import promotions, selling
from subscriptions.models import Price


class PromotionCodeForm(forms.Form):
    """A promotion code, or none; a refused one is named beside the field and stays typed."""

    code = forms.CharField(
        label="Promotion code",
        required=False,
        max_length=40,
        help_text="If you have one.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, price: Price, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.price, self.user, self.at = price, user, at

    def clean(self) -> dict[str, Any]:
        """`promotion` is None without a code."""
        found, code = None, self.cleaned_data.get("code", "")
        if code:
            try:
                price = selling.for_reader(self.price, self.user)
                found = promotions.find(code, price, user=self.user, at=self.at)
            except promotions.CodeRefused as refusal:
                self.add_error("code", str(refusal))
        return {**self.cleaned_data, "promotion": found}
