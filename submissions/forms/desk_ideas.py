"""Forms of the desk for story ideas."""

from typing import Any

from django import forms

from articles.forms.reader_fields import TextField
from submissions.models import StoryIdea
from submissions.story_ideas import inbox

LONGEST_NOTE = 2000
LONGEST_ANSWER = 5000


class SeenForm(forms.Form):
    """Base form with the last action that the page showed, to detect changes by other people."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def reset_version(self, seen: int) -> None:
        """Set `seen` to the newest action, because the page that is shown again includes it."""
        form_data: Any = self.data
        self.data = {**form_data.dict(), "seen": str(seen)}


class HandleForm(SeenForm):
    state = forms.ChoiceField(choices=StoryIdea.State.choices)
    assigned_to = forms.ModelChoiceField(
        inbox.desk(), label="Assigned to", required=False, empty_label="Nobody"
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
