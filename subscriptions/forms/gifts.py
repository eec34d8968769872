"""Forms to buy a gift and to redeem one."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from accounts.email_fields import AddressFormField
from subscriptions.forms.text_fields import MessageField, NameField
from subscriptions.gifts import codes, offers
from subscriptions.gifts.orders import GiftOrder

FARTHEST = timedelta(days=365)
MAX_INPUT_LENGTH = 80  # characters: a code with spaces, dashes and some mistakes
BY_MAIL, TO_PRINT = "mail", "print"
DELIVERY_CHOICES = [
    (BY_MAIL, "By e-mail, to the person it is for"),
    (TO_PRINT, "As a card with a code, for you to print or pass on"),
]
NOT_WHOLE = (
    "A gift code has 16 letters and digits, as in 7K3M-0QAB-WX52-9DTR. Please type it as printed on"
    " the card."
)

NOT_FOR_SALE = "That is not for sale any more. Please choose another length."


class GiftForm(forms.Form):
    """Buy a gift. `today` is the date in the site's time zone."""

    length = forms.ChoiceField(label="How long", widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label="How it arrives", widget=forms.RadioSelect, choices=DELIVERY_CHOICES, initial=BY_MAIL
    )
    recipient_email = AddressFormField(
        label="Their e-mail address",
        widget=forms.EmailInput(),
        required=False,
        help_text="Only if we send it.",
    )
    deliver_on = forms.DateField(
        label="The day we send it",
        required=False,
        help_text="Leave it empty for today. At most a year ahead; it goes out in the morning.",
    )
    recipient_name = NameField(label="Their name")
    from_name = NameField(
        label="Your name, as they know you", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    message = MessageField(label="A few words of yours")
    email = AddressFormField(
        label="Your e-mail address",
        help_text="For the receipt and the way back to the card. You need no account.",
        error_messages={"required": "Please type your address, so that the receipt reaches you."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.last_day = today, today + FARTHEST
        self.label_suffix = ""
        self.lengths = {length.key: length for length in offers.lengths()}
        self.fields["length"] = forms.ChoiceField(
            label="How long",
            widget=forms.RadioSelect,
            choices=list(self.lengths.items()),  # the template writes their labels
            error_messages={
                "invalid_choice": NOT_FOR_SALE,
                "required": "Please choose how long the gift lasts.",
            },
        )
        self.fields["deliver_on"].widget = forms.DateInput(
            format="%Y-%m-%d",
            attrs={"type": "date", "min": f"{today:%Y-%m-%d}", "max": f"{self.last_day:%Y-%m-%d}"},
        )

    def clean_deliver_on(self) -> date | None:
        day: date | None = self.cleaned_data["deliver_on"]
        if day is not None and self.data.get("way") != TO_PRINT:
            self._refuse_day(day)
        return day

    def _refuse_day(self, day: date) -> None:
        if day < self.today:
            raise ValidationError("That day is over. Choose today or a later day.")
        if day > self.last_day:
            raise ValidationError(
                f"We plan a year ahead at most: until {date_format(self.last_day, 'j F Y')}."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") == TO_PRINT:
            # These fields are hidden for a printed card: ignore their values and errors.
            cleaned["recipient_email"], cleaned["deliver_on"] = "", None
            self.errors.pop("recipient_email", None)
            self.errors.pop("deliver_on", None)
        elif not cleaned.get("recipient_email") and "recipient_email" not in self.errors:
            self.add_error(
                "recipient_email", "Where shall we send it? Or choose the card to print."
            )
        return cleaned

    @property
    def order(self) -> GiftOrder:
        return GiftOrder(
            length=self.lengths[self.cleaned_data["length"]],
            buyer_email=self.cleaned_data["email"],
            recipient_email=self.cleaned_data["recipient_email"],
            recipient_name=self.cleaned_data["recipient_name"],
            from_name=self.cleaned_data["from_name"],
            message=self.cleaned_data["message"],
            deliver_on=self.cleaned_data["deliver_on"],
        )


class GiftCodeForm(forms.Form):
    """Check only the format of a code. Only signed-in readers may learn whether it is valid."""

    code = forms.CharField(
        label="Gift code",
        max_length=MAX_INPUT_LENGTH,
        help_text="Capitals, spaces and dashes don’t matter.",
        error_messages={"max_length": NOT_WHOLE},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_code(self) -> str:
        code = codes.normal(str(self.cleaned_data["code"]))
        if not codes.is_whole(code):
            raise ValidationError(NOT_WHOLE)
        return code
