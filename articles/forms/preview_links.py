"""The form that creates a preview link."""

from django import forms

from subscriptions.links import preview


class PreviewLinkForm(forms.Form):
    note = forms.CharField(
        label="For whom",
        max_length=120,
        help_text="Shown to whoever opens the link, for example “the fact checker”.",
    )
    days = forms.TypedChoiceField(
        label="Open for",
        choices=[(days, f"{days} days" if days > 1 else "1 day") for days in preview.DAYS],
        coerce=int,
        initial=3,
    )
