"""The desk's actions on a gift, with a reason: correct its address, send it again, revoke it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from subscriptions.models import Gift

SEND_AGAIN, TAKE_BACK = "send", "take-back"
ACTS = [
    ("", "Nothing"),
    (SEND_AGAIN, "Send it to the address again"),
    (TAKE_BACK, "Revoke it: the code and the access end"),
]
LONGEST_WHY = 300


class GiftDeskForm(forms.ModelForm[Gift]):
    act = forms.ChoiceField(label="Do", choices=ACTS, required=False)
    why = forms.CharField(
        label="Why",
        max_length=LONGEST_WHY,
        required=False,
        help_text="For the log; readers do not see it.",
    )

    class Meta:
        model = Gift
        fields: ClassVar[list[str]] = ["recipient_email", "recipient_name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(self.changed_data) - {"why"} and not str(cleaned.get("why") or "").strip():
            self.add_error("why", "Give a reason: it is stored in the log.")
        if (
            self.instance.deliver_on
            and not cleaned.get("recipient_email")
            and "recipient_email" not in self.errors
        ):
            self.add_error("recipient_email", "This gift goes to an address: put another one here.")
        if not self.instance.deliver_on and cleaned.get("recipient_email"):
            self.add_error(
                "recipient_email", "This gift is a card to print: its buyer has the code."
            )
        self._check_action(cleaned.get("act"))
        return cleaned

    def _check_action(self, act: str | None) -> None:
        gift = self.instance
        if act == SEND_AGAIN and not (gift.is_redeemable and gift.deliver_on):
            self.add_error(
                "act",
                ValidationError(
                    "There is nothing to send: not paid, redeemed, revoked, or a card."
                ),
            )
        if act == TAKE_BACK and gift.revoked_at is not None:
            self.add_error("act", ValidationError("It was taken back already."))
