"""Reports, appeals, and notices of illegal content."""

from typing import Any

from django import forms

from articles.forms.reader_fields import AddressField, TextField
from comments.models import Why
from comments.models.moderation import LONGEST_WORDS


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        label="What is wrong with it?",
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose what is wrong."},
    )
    words = TextField(
        longest=LONGEST_WORDS, label="Anything else a moderator should know", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["words"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("why") == Why.OTHER and not cleaned.get("words"):
            self.add_error("words", "Please say what it is.")
        return cleaned


class AppealForm(forms.Form):
    words = TextField(
        longest=LONGEST_WORDS,
        label="Why should it be shown?",
        error_messages={"required": "Please say why: the moderator who decides reads it."},
        help_text=f"At most {LONGEST_WORDS:,} characters.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class LegalNoticeForm(forms.Form):
    address = forms.CharField(
        label="Where it stands",
        max_length=500,
        help_text=(
            "The web address of the comment: follow the date beside it and copy the address from"
            " there."
        ),
        error_messages={"required": "Please give the address, or we cannot find it."},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    words = TextField(
        longest=4000,
        label="What is against the law, and why",
        help_text=(
            "Which words, and which law or whose rights they break. At most 4,000 characters."
        ),
        error_messages={"required": "Please say what is wrong, so that a person can judge it."},
    )
    name = forms.CharField(
        label="Your name",
        max_length=120,
        required=False,
        help_text="It may stay empty.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        required=False,
        help_text="We confirm your notice there, and tell you what was decided. It may stay empty.",
    )
    in_good_faith = forms.BooleanField(
        label="What I say here is true and complete, as far as I know.",
        error_messages={"required": "Please confirm this."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
