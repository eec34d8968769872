"""The form with the options of a bulk action."""

from typing import Any

from django import forms

from articles.models import Topic
from articles.publishing.bulk import BulkAction, BulkOptions
from subscriptions.models import Wall

FIELDS: dict[str, Any] = {
    "reason": lambda: forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "For the record at the desk and the e-mail to the writers. Readers do not see it."
        ),
    ),
    "wall": lambda: forms.ChoiceField(
        label="Wall",
        choices=Wall.choices,
        widget=forms.RadioSelect,
        help_text="It applies immediately. Planned changes of these columns’ walls are cancelled.",
    ),
    "topics": lambda: forms.ModelMultipleChoiceField(
        Topic.objects.all(), label="Topics", widget=forms.CheckboxSelectMultiple
    ),
}


class BulkForm(forms.Form):
    def __init__(self, act: BulkAction, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        if act.option:
            self.fields[act.option] = FIELDS[act.option]()

    def options(self) -> BulkOptions:
        messages = dict(self.cleaned_data)
        return BulkOptions(**{**messages, "topics": tuple(messages.get("topics", ()))})
