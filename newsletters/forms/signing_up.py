"""What readers fill in to get mail from us."""

from typing import Any

from django import forms

from accounts.forms import refuse_invisible
from newsletters.links import Wish
from newsletters.models import Newsletter, Recipient


class AddressForm(forms.Form):
    """An address and what it is to get. `website` is for robots: people don’t see it."""

    address = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        error_messages={
            "required": "Please type your address.",
            "invalid": "That isn’t a whole e-mail address. It looks like name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    what = forms.MultipleChoiceField(
        label="Newsletters",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "That newsletter can’t be signed up for any more."},
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        field: Any = self.fields["what"]
        field.choices = [(f"newsletter:{each.slug}", each.name) for each in Newsletter.objects.filter(is_open=True)]

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).lower()
        refuse_invisible(address)
        return address

    def clean_what(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["what"]
        if not chosen:
            raise forms.ValidationError("Please choose at least one.")
        return chosen

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def wish(self) -> Wish:
        return Wish(self.cleaned_data["address"], tuple(self.cleaned_data["what"]))


class OwnForm(forms.Form):
    """All lists that one may be on, with those chosen that one is on."""

    lists = forms.ModelMultipleChoiceField(
        Newsletter.objects.none(), label="Newsletters", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, recipient: Recipient) -> None:
        own = Newsletter.objects.filter(sign_ups__recipient=recipient)
        super().__init__(data, initial={"lists": own})
        self.label_suffix = ""
        field: Any = self.fields["lists"]
        field.queryset = (own | Newsletter.objects.filter(is_open=True)).distinct()
