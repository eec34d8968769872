"""Forms of the desk for prices, suggested donations and promotions."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.staff.hidden_fields import HiddenInput
from subscriptions.billing import checkout
from subscriptions.billing.promotions import normalised
from subscriptions.forms.agreement import LONGEST_TERMS
from subscriptions.forms.amounts import AmountField, AmountsForm, clean_currency
from subscriptions.forms.donations import within
from subscriptions.gateways import minimums
from subscriptions.models import DonationAmount, Price, Promotion
from subscriptions.models.money import format_money

ONE_OF_TWO = "Give a percentage or an amount: one of the two."
TERMS = (
    "amount",
    "currency",
    "interval",
    "interval_count",
    "trial_days",
    "intro_amount",
    "intro_intervals",
)


AMOUNT_HELP = "In the currency's own decimals, as in 4.99."
LOOK = "Readers will see: “{sentence}.” If that is right, tick “{box}” and save again."


class ConfirmTermsForm(AmountsForm):
    """Ask the desk to confirm the sentence that readers will see before new terms are saved."""

    terms: ClassVar[tuple[str, ...]]

    def has_new_terms(self, cleaned: dict[str, Any]) -> bool:
        return self.instance.pk is None or any(
            cleaned[name] != getattr(self.instance, name) for name in self.terms
        )

    def require_confirmation(self, sentence: str) -> None:
        # The checkbox's value is the sentence, so that other terms must be confirmed again.
        if self.data.get(self.add_prefix("confirmed")) == sentence:
            return
        field = self.fields["confirmed"]
        field.widget = forms.CheckboxInput(
            attrs={"value": sentence}, check_test=lambda value: False
        )
        self.add_error("confirmed", LOOK.format(sentence=sentence, box=field.label))


class PriceForm(ConfirmTermsForm):
    """Lock the terms of a price that was sold; ask to confirm new terms before they go on sale."""

    terms = TERMS
    amount = AmountField(label="Amount", help_text=AMOUNT_HELP)
    intro_amount = AmountField(
        label="Introductory amount",
        required=False,
        help_text="For the first intervals; empty: no introductory price.",
    )
    confirmed = forms.CharField(
        label="Put it on sale like this",
        max_length=LONGEST_TERMS,
        required=False,
        widget=HiddenInput,
    )

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("amount", "intro_amount"):
            if not self.errors and minimums.is_too_small(cleaned[name] or 0, cleaned["currency"]):
                least = format_money(
                    minimums.minimum_charge(cleaned["currency"]), cleaned["currency"]
                )
                self.add_error(name, f"The payment provider’s minimum is {least}.")
        if not self.errors and cleaned.get("listed") and self.has_new_terms(cleaned):
            price = Price(**{name: cleaned[name] for name in TERMS})
            self.require_confirmation(checkout.sentence(price, at=timezone.now()))
        return cleaned


class DonationAmountForm(ConfirmTermsForm):
    """Accept amounts within the limits of the donation page, and ask to confirm them."""

    terms = ("amount", "currency")
    amount = AmountField(label="Amount", help_text=AMOUNT_HELP)
    confirmed = forms.CharField(
        label="Suggest it like this",
        max_length=LONGEST_TERMS,
        required=False,
        widget=HiddenInput,
    )

    class Meta:
        model = DonationAmount
        fields: ClassVar = ["amount", "currency", "position"]

    def clean_currency(self) -> str:
        return clean_currency(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors or not self.has_new_terms(cleaned):
            return cleaned
        amount, currency = cleaned["amount"], cleaned["currency"]
        try:
            within(amount, currency)
        except ValidationError as error:
            self.add_error("amount", error)
        else:
            self.require_confirmation(f"{format_money(amount, currency)}, once or every month")
        return cleaned


class PromotionForm(AmountsForm):
    amount_off = AmountField(
        label="Amount off",
        required=False,
        help_text="Instead of a percentage, in the currency's own decimals, as in 1.50.",
    )

    class Meta:
        model = Promotion
        fields: ClassVar = [
            "code",
            "percent_off",
            "amount_off",
            "currency",
            "intervals",
            "most_uses",
            "plans",
        ]

    def clean_code(self) -> str:
        # The field is unique by case; readers' codes are looked up in capitals.
        code = normalised(self.cleaned_data["code"])
        if Promotion.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError("There is a promotion with this code already.")
        return code

    def clean_currency(self) -> str:
        source = str(self.cleaned_data["currency"])
        return clean_currency(source) if source.strip() else ""

    def clean(self) -> dict[str, Any]:
        messages = super().clean()
        percent, amount = messages.get("percent_off"), messages.get("amount_off")
        if (
            not self.has_error("percent_off")
            and not self.has_error("amount_off")
            and bool(percent) == bool(amount)
        ):
            self.add_error("percent_off", ONE_OF_TWO)
        if amount and not messages.get("currency") and not self.has_error("currency"):
            self.add_error("currency", "An amount needs its currency.")
        starts, ends = messages.get("starts_at"), messages.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "The end comes after the start.")
        return messages
