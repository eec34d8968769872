"""Forms about a reader's own subscription."""

from typing import Any, ClassVar

from django import forms

from accounts.text.validators import refuse_addresses, refuse_invisible
from subscriptions.models import CancellationReason, Withdrawal

LONGEST_TERMS = 2000  # of the sentence that says what is bought


class ReasonForm(forms.ModelForm[CancellationReason]):
    class Meta:
        model = CancellationReason
        fields: ClassVar = ["reason", "words"]
        labels: ClassVar = {"reason": "Why did you cancel?", "words": "In your own words"}
        widgets: ClassVar = {
            "reason": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = CancellationReason.Reason.choices  # type: ignore[attr-defined]  # a field with choices


class WithdrawalForm(forms.ModelForm[Withdrawal]):
    class Meta:
        model = Withdrawal
        fields: ClassVar = ["name", "contract", "email"]
        labels: ClassVar = {
            "name": "Your name",
            "contract": "The contract",
            "email": "Your e-mail address",
        }
        help_texts: ClassVar = {"email": "The receipt, with date and time, goes there."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        refuse_invisible(name)
        refuse_addresses(name)
        return " ".join(name.split())

    def clean_contract(self) -> str:
        contract = str(self.cleaned_data["contract"])
        refuse_invisible(contract)
        contract = " ".join(contract.split())
        if contract != self.initial.get("contract"):  # our own text may contain the site's address
            refuse_addresses(contract)
        return contract


class PlanChangeForm(forms.Form):
    """Send back the displayed terms, to check that the reader confirms the present ones."""

    shown = forms.CharField(max_length=LONGEST_TERMS, widget=forms.HiddenInput)
