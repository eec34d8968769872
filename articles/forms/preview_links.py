"""The form that creates a preview link."""

from django import forms

from subscriptions.links import preview


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


class PreviewLinkForm(forms.Form):
    note = forms.CharField(
        label="For whom",
        max_length=120,
        help_text="Shown to whoever opens the link, for example “the fact checker”.",
    )
    days = forms.TypedChoiceField(
        label="Open for",
        choices=[(days, _days(days)) for days in preview.DAYS],
        coerce=int,
        initial=3,
    )
