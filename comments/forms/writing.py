"""Forms for comments."""

from typing import Any

from django import forms

from accounts.models import User
from articles.forms.reader_fields import TextField
from comments.models import Comment, Commenter
from comments.models.commenters import LONGEST_NAME
from comments.models.comments import LONGEST_TEXT
from comments.threads import display_names

NAME_HELP = "Shown beside everything you write here. It need not be your full name."


class CommentForm(forms.Form):
    """Form for a comment; for the reader's first one it also asks for a display name."""

    name = forms.CharField(
        label="Your name here",
        help_text=NAME_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text = TextField(
        longest=LONGEST_TEXT,
        label="Your comment",
        error_messages={"required": "Please write something first."},
        help_text=(
            f"At most {LONGEST_TEXT:,} characters. An empty line begins a paragraph; web addresses"
            " become links."
        ),
    )

    def __init__(self, *args: Any, user: User, commenter: Commenter | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.label_suffix = ""
        if commenter is not None:
            del self.fields["name"]
        else:
            self.fields["name"].widget.attrs["maxlength"] = LONGEST_NAME
            self.initial.setdefault("name", display_names.suggested(user))

    def clean_name(self) -> str:
        return display_names.checked(str(self.cleaned_data["name"]), self.user)


class EditForm(forms.Form):
    text = TextField(
        longest=LONGEST_TEXT,
        label="Your comment",
        error_messages={"required": "Please write something, or delete it."},
    )

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["text"] = comment.text
        self.label_suffix = ""
