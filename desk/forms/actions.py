"""Forms for support actions on a reader's account; each requires a reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.staff import local_time
from desk.support.actions import ends_reading
from subscriptions.forms.amounts import AmountField, parse_minor_units
from subscriptions.models import Payment, Purchase
from subscriptions.models.money import format_money, format_number

MOST_DAYS = 3660
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class ActForm(forms.Form):
    """Base form.

    `seen` is the last action for this reader when the page was opened, which prevents double
    submission.
    """

    why = forms.CharField(
        label="Why",
        max_length=300,
        help_text="For the log and the reader’s timeline; readers do not see it.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("until", "days", "amount", "ends_access", "why")

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.target = target


class GrantForm(ActForm):
    until = forms.DateField(
        label="May read to the end of",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="This day is the last one.",
    )

    def clean_until(self) -> datetime:
        """Return the midnight after that day, in the site's zone."""
        day = self.cleaned_data["until"]
        if not timezone.localdate() <= day < LATEST.date():
            raise ValidationError("Choose today or a day to come, before 2100.")
        # The chosen day is included, and an entitlement ends before `ends_at`.
        return local_time.midnight(day + timedelta(days=1))


class ExtendForm(ActForm):
    days = forms.IntegerField(label="Extra days", min_value=1, max_value=MOST_DAYS)


def gives_reading(payment: Payment) -> bool:
    """Return whether the payment was for a subscription or gift. A donation opens nothing."""
    if payment.subscription is not None:
        return not payment.subscription.is_donation
    return payment.purchase is not None and payment.purchase.kind == Purchase.Kind.GIFT


class RefundForm(ActForm):
    """Refund a payment in two steps.

    `confirmed` is set only by the second page, which shows the amount.
    """

    amount = AmountField(label="Amount to refund")
    ends_access = forms.BooleanField(
        label="Also end access",
        required=False,
        help_text="The subscription ends too and is not charged again; a gift is revoked.",
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Payment, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.payment, self.left = target, target.amount - target.refunded
        self.fields[
            "amount"
        ].help_text = f"In {target.currency}. At most {format_money(self.left, target.currency)}."
        self.fields["amount"].initial = format_number(self.left, target.currency)
        if not gives_reading(target):
            del self.fields["ends_access"]

    def clean_amount(self) -> int:
        amount = parse_minor_units(self.cleaned_data["amount"], self.payment.currency)
        if not amount:
            raise ValidationError("Give an amount greater than 0.")
        if amount > self.left:
            raise ValidationError(
                f"Only {format_money(self.left, self.payment.currency)} of it is left."
            )
        return amount

    def summary(self, payment: Payment, *, at: datetime) -> dict[str, Any]:
        amount, ends_access = (
            self.cleaned_data["amount"],
            self.cleaned_data.get("ends_access", False),
        )
        return {
            "back": format_money(amount, payment.currency),
            "of": payment.money,
            "to": payment.billed_to or (payment.user.email if payment.user else ""),
            "ends": ends_reading(payment, amount, ends_access=ends_access, at=at),
            "gives_reading": gives_reading(payment),
        }
