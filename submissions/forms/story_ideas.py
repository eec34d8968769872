"""The form at /story-ideas/."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import Resolver404, resolve

from accounts.models import User
from articles.forms.reader_fields import LONGEST_NAME, AddressField, LineField, TextField
from articles.models import Column
from submissions.story_ideas import documents, form_stamp
from submissions.story_ideas.inbox import MOST_FILES, Submission

LONGEST_IDEA = 10_000  # characters
LONGEST_COLUMN = 500
LONGEST_STAMP = 200
ACCEPT = ",".join(f".{suffix}" for suffix in documents.SUFFIXES)
FILES = [f"file_{number}" for number in range(1, MOST_FILES + 1)]
ORDINALS = ("First", "Second", "Third")
MOST_TOGETHER = documents.MOST_BYTES * MOST_FILES

NO_COLUMN = "We know no column at this address. Leave this empty and name the column in your idea."
AGAIN = "Choose this file again: browsers do not keep a file when a page comes back."


class StoryIdeaForm(forms.Form):
    text = TextField(
        label="Your idea",
        longest=LONGEST_IDEA,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"At most {LONGEST_IDEA:,} characters.",
        error_messages={"required": "Please tell us your idea."},
    )
    column = LineField(
        label="The column that it is about",
        max_length=LONGEST_COLUMN,
        required=False,
        help_text="Its web address, if it is about one of ours. Leave it empty otherwise.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    name = LineField(
        label="Your name",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        required=False, help_text="Only if we may write to you. We use it for nothing else."
    )
    consent = forms.BooleanField(
        label="The desk may keep and use what I send here.",
        error_messages={"required": "Without your consent we may not keep your idea."},
    )
    website = forms.CharField(required=False)
    page = forms.CharField(max_length=LONGEST_STAMP, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, at: datetime, dropped: frozenset[str] = frozenset(), **kwargs: Any
    ) -> None:
        """Take `dropped`, the fields whose files were too large to be stored."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.at, self.dropped = at, dropped
        for name, ordinal in zip(FILES, ORDINALS, strict=True):
            self.fields[name] = forms.FileField(
                label=f"{ordinal} file",
                required=False,
                widget=forms.FileInput(attrs={"accept": ACCEPT}),
            )

    def clean_column(self) -> Column | None:
        entered = str(self.cleaned_data["column"])
        if not entered:
            return None
        column = Column.objects.live(self.at).filter(slug=_slug(entered)).first()
        if column is None:
            raise ValidationError(NO_COLUMN)
        return column

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.dropped:
            self.errors.pop(name, None)
            self.add_error(name, documents.TOO_HEAVY)
        try:
            cleaned["page"] = form_stamp.stamp_id(str(cleaned.get("page", "")), at=self.at)
        except form_stamp.StampError as problem:
            self.add_error(None, problem.message)
        if not self.errors:
            self._look_at_files(cleaned)
        if self.errors:
            self.require_files_again()
        return cleaned

    def _look_at_files(self, cleaned: dict[str, Any]) -> None:
        """Convert uploads to Documents.

        Only if the other fields are valid, because reading files is slow.
        """
        for name in FILES:
            upload = cleaned.get(name)
            if isinstance(upload, UploadedFile):
                try:
                    cleaned[name] = documents.check_header(str(upload.name), upload.read())
                except ValidationError as problem:
                    self.add_error(name, problem)

    def require_files_again(self) -> None:
        for name in FILES:
            if self.files.get(name) and name not in self.errors:
                self.add_error(name, AGAIN)

    @property
    def file_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FILES]

    @property
    def is_spam(self) -> bool:
        # A honeypot: people do not see this field.
        return bool(self.cleaned_data["website"])

    @property
    def sent(self) -> Submission:
        messages = self.cleaned_data
        files = tuple(messages[name] for name in FILES if messages.get(name) is not None)
        return Submission(
            text=messages["text"],
            name=messages["name"],
            email=messages["email"],
            column=messages["column"],
            files=files,
        )


def fresh_page(data: Any, at: datetime) -> Any:
    copied = data.copy()
    copied["page"] = form_stamp.fresh(at)
    return copied


def known(user: User | None, column: str, at: datetime) -> dict[str, str]:
    """Return initial data. Readers who do not want to be named can empty the name."""
    own = {"name": user.name, "email": user.email} if user else {}
    return {**own, "column": column[:LONGEST_COLUMN], "page": form_stamp.fresh(at)}


def _slug(entered: str) -> str:
    """Return the slug of a URL, of a path, or the slug itself."""
    try:
        path = urlsplit(entered).path
        result = resolve(path if path.endswith("/") else f"{path}/")
    except (Resolver404, ValueError):
        return entered
    return str(result.kwargs.get("slug", "")) if result.view_name == "articles:column" else ""
