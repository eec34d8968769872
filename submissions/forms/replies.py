"""Forms for the right of reply: invitation, the reply itself, and the desk's actions."""

from typing import Any

from django import forms

from articles.forms.reader_fields import LONGEST_NAME, AddressField, LineField, TextField
from submissions.forms.desk_ideas import SeenForm
from submissions.models import Reply
from submissions.models.replies import LONGEST_TEXT

LONGEST_ROLE = 160
LONGEST_WORDS = 2000
PRINTED_NAME = "As it is printed: “A reply from …”."
PRINTED_ROLE = (
    "As it is printed after the name, such as “chair of the Harbour Trust”. May be empty."
)


class InvitationForm(forms.Form):
    name = LineField(label="Who is to reply", max_length=LONGEST_NAME, help_text=PRINTED_NAME)
    role = LineField(max_length=LONGEST_ROLE, required=False, help_text=PRINTED_ROLE)
    signed_as = forms.ChoiceField(label="Signed by", choices=Reply.SignedAs.choices)
    email = AddressField(
        label="E-mail address", help_text="The invitation goes there; it is open for 30 days."
    )
    words = TextField(
        label="A few words to them",
        longest=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They are added to the invitation.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class ReplyForm(forms.Form):
    text = TextField(
        label="Your reply",
        longest=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=(
            f"Plain text, at most {LONGEST_TEXT:,} characters. An empty line begins a paragraph."
        ),
        error_messages={"required": "Please write your reply."},
    )
    name = LineField(label="Name", max_length=LONGEST_NAME, help_text=PRINTED_NAME)
    role = LineField(label="Role", max_length=LONGEST_ROLE, required=False, help_text=PRINTED_ROLE)
    consent = forms.BooleanField(
        label=(
            "This is for print, under this name. The desk may shorten it and correct its language."
        ),
        error_messages={"required": "Without your consent we cannot print a reply."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class ReplyEditForm(SeenForm):
    name = LineField(max_length=LONGEST_NAME, help_text=PRINTED_NAME)
    role = LineField(max_length=LONGEST_ROLE, required=False, help_text=PRINTED_ROLE)
    signed_as = forms.ChoiceField(label="Signed by", choices=Reply.SignedAs.choices)
    text = TextField(label="Reply", longest=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 14}))


class ReplyMoveForm(SeenForm):
    reason = TextField(
        label="Reason",
        longest=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
