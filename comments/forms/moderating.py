"""What a moderator decides, and why."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from comments.models import Why
from comments.models.commenters import LONGEST_REASON
from comments.models.moderation import LONGEST_WORDS

ACTS = ("approve", "hide", "restore", "keep")


class ActForm(forms.Form):
    """One form for all acts on a comment: the button says which."""

    act = forms.ChoiceField(choices=[(each, each) for each in ACTS], widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # which words the moderator has read
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


class WordsForm(forms.Form):
    """A decision that must be explained."""

    words = forms.CharField(
        label="Why",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Please say why."},
    )

    def clean_words(self) -> str:
        return str(self.cleaned_data["words"]).strip()


class DecisionForm(WordsForm):
    decision = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[("grant", "Grant it: the comment is shown again"), ("refuse", "Refuse it: the comment stays hidden")],
        error_messages={"required": "Please choose."},
    )
    field_order = ("decision", "words")


class AnswerForm(WordsForm):
    decision = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[("uphold", "It is right: the comment is hidden"), ("refuse", "It is not: the comment stays")],
        error_messages={"required": "Please choose."},
    )
    field_order = ("decision", "words")


class SuspensionForm(WordsForm):
    days = forms.ChoiceField(
        label="For how long",
        choices=[("1", "A day"), ("7", "A week"), ("30", "30 days"), ("90", "90 days"), ("365", "A year")],
    )
    field_order = ("days", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = "The reader sees it where the form was."
        self.fields["words"].validators.append(MaxLengthValidator(LONGEST_REASON))


class LiftForm(WordsForm):
    pass
