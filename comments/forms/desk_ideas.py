"""What the desk does with a story idea."""

from typing import Any

from django import forms

from comments import story_ideas
from comments.forms.fields import TextField
from comments.models import StoryIdea

LONGEST_NOTE = 2000
LONGEST_ANSWER = 5000


class SeenForm(forms.Form):
    """With the last act that the page showed: nobody acts on what has changed meanwhile."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def reset_version(self, seen: int) -> None:
        """Where it comes back, sending it again is a decision that knows the newest act."""
        form_data: Any = self.data
        self.data = {**form_data.dict(), "seen": str(seen)}


class HandleForm(SeenForm):
    state = forms.ChoiceField(choices=StoryIdea.State.choices)
    assigned_to = forms.ModelChoiceField(
        story_ideas.desk(), label="In whose hands", required=False, empty_label="Nobody’s"
    )
    note = TextField(
        label="A note",
        longest=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the desk alone.",
    )


class AnswerForm(SeenForm):
    text = TextField(
        label="Your answer",
        longest=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Please write the answer first."},
    )
