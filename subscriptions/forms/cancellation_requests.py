"""Forms to cancel and withdraw without signing in, and to choose the contract afterwards."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.email_fields import AddressFormField
from subscriptions.billing.cancellation_requests import Contract, Declaration
from subscriptions.forms.text_fields import MessageField, NameField
from subscriptions.models import CancellationRequest

What = CancellationRequest.Contract
WHICH = {"required": "Please choose which contract it is."}
NO_CHOICE = "Please choose one of these contracts."


class CancellationForm(forms.Form):
    """Declare a cancellation. `today` is the date in the site's time zone."""

    kind = CancellationRequest.Kind.CANCEL
    name = NameField(
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Please type your name."},
    )
    email = AddressFormField(
        label="Your e-mail address",
        help_text=(
            "The one that you used for the contract. The receipt goes there, with a link to"
            " confirm it."
        ),
        error_messages={"required": "Please type your address: the receipt goes there."},
    )
    contract = forms.ChoiceField(
        label="Which contract",
        widget=forms.RadioSelect,
        choices=[(each.value, each.label) for each in (What.SUBSCRIPTION, What.DONATION)],
        initial=What.SUBSCRIPTION,
        error_messages=WHICH,
    )
    details = MessageField(label="What else identifies it (optional)")
    ends_on = forms.DateField(
        label="End it by (optional)",
        required=False,
        help_text="Leave this empty to end it as early as possible.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = MessageField(label="Your reason (optional)")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.label_suffix = ""
        self.fields["name"].required = True
        self.fields[
            "details"
        ].help_text = "Such as the number of your receipt. At most 600 characters."
        self.fields["details"].widget.attrs["rows"] = 2
        if "reason" in self.fields:
            self.fields["reason"].help_text = (
                "Only if you cancel for good cause, before the end of what is paid: a person reads"
                " it and answers you."
            )

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day < self.today:
            raise ValidationError(
                "That day is over. Leave this empty to end it as early as possible."
            )
        return day

    @property
    def declaration(self) -> Declaration:
        return Declaration(kind=self.kind, **self.cleaned_data)


class WithdrawalRequestForm(CancellationForm):
    """Declare a withdrawal, which needs no reason and takes effect immediately."""

    kind = CancellationRequest.Kind.WITHDRAW
    contract = forms.ChoiceField(
        label="Which contract",
        widget=forms.RadioSelect,
        choices=What.choices,
        initial=What.SUBSCRIPTION,
        error_messages=WHICH,
    )
    ends_on = None  # type: ignore[assignment]  # how Django leaves an inherited field out
    reason = None  # type: ignore[assignment]  # likewise


class ContractForm(forms.Form):
    """Choose the contract; if there is only one, it is preselected."""

    contract = forms.ChoiceField(
        label="Which contract",
        widget=forms.RadioSelect,
        error_messages={"required": NO_CHOICE, "invalid_choice": NO_CHOICE},
    )

    def __init__(self, *args: Any, contracts: list[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        field = self.fields["contract"]
        field.choices = [(contract.key, str(contract)) for contract in contracts]  # type: ignore[attr-defined]  # a field with choices
        if len(contracts) == 1:
            field.initial = contracts[0].key
