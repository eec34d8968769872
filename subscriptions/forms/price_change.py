"""The form of a price change; it must be ready to be announced."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from subscriptions.billing import price_changes
from subscriptions.models import Price, PriceChange


class PriceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.plan}: {obj}" + ("" if obj.listed else " (not on sale)")


class PriceChangeForm(forms.ModelForm[PriceChange]):
    old = PriceField(Price.objects.select_related("plan"), label="From")
    new = PriceField(
        Price.objects.select_related("plan"),
        label="To",
        help_text=(
            "Of the same plan, interval and currency. Add it to its plan first, hidden: announcing"
            " lists it."
        ),
    )

    class Meta:
        model = PriceChange
        fields: ClassVar[list[str]] = [
            "old",
            "new",
            "takes_effect_at",
            "reason",
            "may_keep_old_price",
            "silence",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"old", "new", "takes_effect_at"} <= set(cleaned):
            change = PriceChange(**cleaned, pk=self.instance.pk)
            for field, words in price_changes.errors_by_field(change, at=timezone.now()).items():
                self.add_error(field, words)
        return cleaned
