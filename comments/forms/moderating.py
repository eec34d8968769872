"""What a moderator decides, and why."""

from typing import Any

from django import forms

from comments.models import Why
from comments.models.moderation import LONGEST_WORDS

ACTS = ("approve", "hide", "restore", "keep")


class ActForm(forms.Form):
    """One form for all acts on a comment: the button says which."""

    act = forms.ChoiceField(choices=[(each, each) for each in ACTS], widget=forms.HiddenInput)
    why = forms.ChoiceField(label="Reason", required=False, choices=[("", "Choose the reason"), *Why.choices])
    words = forms.CharField(
        label="In your own words",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Its author reads this, if you hide or restore the comment.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == "hide" and not cleaned.get("why"):
            self.add_error("why", "Please choose the reason: its author is told.")
        if cleaned.get("why") == Why.OTHER and not str(cleaned.get("words") or "").strip():
            self.add_error("words", "Please say what it is: “something else” explains nothing.")
        return cleaned
