"""Forms for issues."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from accounts.staff.local_time_fields import MomentField, MomentWidget
from articles.forms.body import body_field
from newsletters.models import Issue

NOW, LATER = "now", "later"


class IssueForm(forms.ModelForm[Issue]):
    """The subject and text of an issue; its columns are an inline."""

    words = body_field("Words")

    class Meta:
        model = Issue
        fields: ClassVar = ["newsletter", "subject", "words"]


class ScheduleForm(forms.Form):
    """When an issue is sent."""

    when = forms.ChoiceField(
        label="When",
        choices=[(NOW, "At once"), (LATER, "At this moment:")],
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose when it goes out."},
    )
    moment = MomentField(
        label="Day and time",
        required=False,
        help_text="In the site’s own time.",
        widget=MomentWidget(),
        error_messages={
            "invalid_date": "Please type a day, as 2026-11-30.",
            "invalid_time": "Please type a time, as 07:00.",
        },
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER and "moment" not in self.errors:
            moment = cleaned.get("moment")
            if moment is None:
                self.add_error("moment", "Please type the day and the time.")
            elif moment <= self.at:
                self.add_error(
                    "moment", "That is in the past. Choose a moment to come, or send it at once."
                )
        return cleaned

    @property
    def due_at(self) -> datetime:
        moment: datetime = (
            self.cleaned_data["moment"] if self.cleaned_data["when"] == LATER else self.at
        )
        return moment
