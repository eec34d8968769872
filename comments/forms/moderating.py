"""Forms for moderators: queue filters, decisions and their reasons, bulk actions, watch words."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import TextChoices

from articles.forms.reader_fields import TextField
from articles.models import Column, Columnist
from comments.models import Comment, CommentPolicy, Why
from comments.models.commenters import LONGEST_REASON
from comments.models.comments import LONGEST_TEXT, CommentQuerySet
from comments.models.moderation import LONGEST_WORDS
from comments.moderation import actions

ACTS = ("approve", "hide", "restore", "dismiss")
BULK_ACTS = ("approve", "hide")
MOST_TICKED = 50
TICKED = re.compile(r"([0-9]{1,18}):([0-9a-f]{0,64})")


class Show(TextChoices):
    """Filters of the queue."""

    REPORTED = "reported", "Reported"
    WAITING = "waiting", "Waiting"
    WORDS = "words", "Held by watch words"


class QueueForm(forms.Form):
    """The filters of the queue; invalid values are ignored."""

    show = forms.ChoiceField(required=False, choices=[("", "Everything"), *Show.choices])
    columnist = forms.ModelChoiceField(
        Columnist.objects.none(), required=False, empty_label="All columnists"
    )
    column = forms.ModelChoiceField(Column.objects.all(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = actions.waiting().order_by().values("column")
        field = self.fields["columnist"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = (
                Columnist.objects.filter(bylines__column__in=columns)
                .distinct()
                .order_by("name", "pk")
            )

    def narrow(self, comments: CommentQuerySet) -> CommentQuerySet:
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("show") == Show.REPORTED:
            comments = actions.reported(comments)
        elif chosen.get("show") == Show.WAITING:
            comments = comments.filter(state=Comment.State.WAITING)
        elif chosen.get("show") == Show.WORDS:
            comments = actions.held_by_word(comments)
        if chosen.get("columnist"):
            # A subquery, because a join would list the comments of a column with two bylines twice.
            comments = comments.filter(
                column__in=Column.objects.filter(bylines__columnist=chosen["columnist"])
            )
        return comments.filter(column=chosen["column"]) if chosen.get("column") else comments


class TickedField(forms.MultipleChoiceField):
    """Ticked comments as "key:version", where version is the text that the moderator has read."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {  # the names that Django's fields use
        "required": "Tick the comments first.",
        "invalid": "This is not a list of comments. Go back to the queue and select them again.",
        "many": f"At most {MOST_TICKED} comments at once.",
    }

    def to_python(self, value: Any) -> Any:
        values = super().to_python(value)
        if len(values) > MOST_TICKED:
            raise ValidationError(self.error_messages["many"], code="many")
        matches = [TICKED.fullmatch(each) for each in values]
        if not all(matches):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return {int(match[1]): match[2] for match in matches if match}

    def validate(self, value: Any) -> None:
        if not value:
            raise ValidationError(self.error_messages["required"], code="required")


class BulkForm(forms.Form):
    act = forms.ChoiceField(choices=[(each, each) for each in BULK_ACTS], widget=forms.HiddenInput)
    ticked = TickedField()


class ReasonForm(forms.Form):
    why = forms.ChoiceField(
        label="Reason", required=False, choices=[("", "Choose the reason"), *Why.choices]
    )
    words = forms.CharField(
        label="In your own words",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Its author reads this, if you hide or restore the comment.",
    )

    def needs_reason(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.needs_reason() and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", "Please choose the reason: its author is told.")
        if cleaned.get("why") == Why.OTHER and not str(cleaned.get("words") or "").strip():
            self.add_error("words", "Please say what it is: “something else” explains nothing.")
        return cleaned


class ActForm(ReasonForm):
    """Form for all actions on a comment; the button sets `act`."""

    act = forms.ChoiceField(choices=[(each, each) for each in ACTS], widget=forms.HiddenInput)
    seen = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput
    )  # which words the moderator has read

    def needs_reason(self) -> bool:
        return self.cleaned_data.get("act") == "hide"


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
        choices=[
            ("grant", "Grant it: the comment is shown again"),
            ("refuse", "Refuse it: the comment stays hidden"),
        ],
        error_messages={"required": "Please choose."},
    )
    field_order = ("decision", "words")


class AnswerForm(WordsForm):
    seen = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput
    )  # which words the moderator has read
    decision = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[
            ("uphold", "Upheld: hide the comment"),
            ("refuse", "Not upheld: keep the comment"),
        ],
        error_messages={"required": "Please choose."},
    )
    field_order = ("decision", "words", "seen")


class SuspensionForm(WordsForm):
    days = forms.ChoiceField(
        label="For how long",
        choices=[
            ("1", "A day"),
            ("7", "A week"),
            ("30", "30 days"),
            ("90", "90 days"),
            ("365", "A year"),
        ],
    )
    field_order = ("days", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = "The reader sees it where the form was."
        self.fields["words"].validators.append(MaxLengthValidator(LONGEST_REASON))


class LiftForm(WordsForm):
    pass


class PolicyForm(forms.ModelForm[CommentPolicy]):
    def clean_words(self) -> str:
        """Remove blank lines and duplicates, so that any list can be pasted."""
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["words"]).splitlines()]
        first = {line.casefold(): line for line in reversed(lines) if line}
        return "\n".join(
            first[key] for key in dict.fromkeys(line.casefold() for line in lines if line)
        )


class TryWordsForm(forms.Form):
    """Test the watch words on a text, which is not stored."""

    text = TextField(longest=LONGEST_TEXT, label="A comment")
