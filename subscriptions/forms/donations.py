"""The donation form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.email_fields import AddressFormField
from subscriptions.billing import donations
from subscriptions.billing.donations import LARGEST, SMALLEST, DonationOrder
from subscriptions.forms.amounts import parse_minor_units
from subscriptions.forms.text_fields import MessageField, NameField
from subscriptions.gateways import minimums
from subscriptions.models.money import format_money, minor_units_per_unit

OWN, OWN_LABEL = "own", "Another amount"
ONCE, MONTHLY = "once", "monthly"
OFTEN = [(ONCE, "Once"), (MONTHLY, "Every month, until you stop it")]


def within(amount: int, code: str) -> int:
    unit = minor_units_per_unit(code)
    smallest = max(SMALLEST * unit, minimums.minimum_charge(code))
    if amount < smallest:
        raise ValidationError(
            f"The smallest donation is {format_money(smallest, code)}: bank fees take too much of a"
            " smaller one."
        )
    if amount > LARGEST * unit:
        most = format_money(LARGEST * unit, code)
        raise ValidationError(
            f"Thank you. This page takes {most} at most; please write to us if you would like to"
            " give more."
        )
    return amount


NOT_SUGGESTED = "Please choose one of these amounts, or type your own."


class DonationForm(forms.Form):
    own_amount = forms.CharField(
        label="Your own amount",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    often = forms.ChoiceField(
        label="How often", widget=forms.RadioSelect, choices=OFTEN, initial=ONCE
    )
    name = NameField(label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    message = MessageField(label="A few words to us")
    email = AddressFormField(
        label="Your e-mail address",
        help_text="For our thanks and your receipt. You need no account.",
        error_messages={"required": "Please type your address, so that our thanks reach you."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.currency = donations.currency()
        suggested = [(str(each.amount), str(each)) for each in donations.amounts()]
        self.fields["amount"] = forms.ChoiceField(
            label="How much",
            required=bool(suggested),
            widget=forms.RadioSelect,
            choices=[*suggested, (OWN, OWN_LABEL)],
            error_messages={
                "required": "Please choose an amount.",
                "invalid_choice": NOT_SUGGESTED,
            },
        )
        self.fields["own_amount"].help_text = f"In {self.currency}."

    def clean(self) -> dict[str, Any]:
        """Set `minor`, the suggested or the reader's own amount in minor units."""
        cleaned = super().clean() or self.cleaned_data
        # If both are given and differ, ask which one is meant.
        entered, chosen = (
            str(cleaned.get("own_amount") or "").strip(),
            str(self.data.get("amount") or OWN),
        )
        if "amount" in self.errors and self.data.get("amount"):
            return cleaned
        if entered:
            self.errors.pop("amount", None)
            self._take(cleaned, entered, chosen)
        elif chosen == OWN and "amount" not in self.errors:
            self.add_error("own_amount", "Please type the amount.")
        elif chosen != OWN:
            cleaned["minor"] = int(chosen)
        return cleaned

    def _take(self, cleaned: dict[str, Any], entered: str, chosen: str) -> None:
        try:
            cleaned["minor"] = within(parse_minor_units(entered, self.currency), self.currency)
        except ValidationError as error:
            self.add_error("own_amount", error)
            return
        if chosen not in {OWN, str(cleaned["minor"])}:
            message, meant = (
                format_money(int(chosen), self.currency),
                format_money(cleaned["minor"], self.currency),
            )
            self.add_error(
                "own_amount",
                f"You chose {message} and typed {meant}. Empty this field, or choose"
                f" “{OWN_LABEL}”.",
            )

    @property
    def offer(self) -> DonationOrder:
        return DonationOrder(
            amount=self.cleaned_data["minor"],
            currency=self.currency,
            monthly=self.cleaned_data["often"] == MONTHLY,
            email=self.cleaned_data["email"],
            name=self.cleaned_data["name"],
            message=self.cleaned_data["message"],
        )
