from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from subscriptions.billing import checkout, promotions, withdrawals
from subscriptions.models import Price

BEGINS_AT_ONCE = (
    "I want the subscription to begin at once. I know that if I withdraw, I pay for the days until"
    " then."
)


class PromotionCodeForm(forms.Form):
    """Enter an optional promotion code, and give the consent that a second contract requires."""

    code = forms.CharField(
        label="Promotion code",
        required=False,
        max_length=40,
        help_text="If you have one.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, price: Price, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.price, self.user, self.at = price, user, at
        if not withdrawals.is_refunded_in_full(user, price, at=at):
            self.fields["begins_at_once"] = forms.BooleanField(
                label=BEGINS_AT_ONCE,
                # Not required while the reader only tries a code.
                required="pay" in self.data,
                error_messages={
                    "required": "Please tick this, or wait: it is needed for a second contract."
                },
            )

    def clean(self) -> dict[str, Any]:
        promotion, code = None, self.cleaned_data.get("code", "")
        if code:
            try:
                # A reader who gets no trial or lower price may use a code instead.
                price = checkout.for_reader(self.price, self.user)
                promotion = promotions.find(code, price, user=self.user, at=self.at)
            except promotions.PromotionError as refusal:
                self.add_error("code", str(refusal))
        return {**self.cleaned_data, "promotion": promotion}
