"""Fields for text that we mail to others: no URLs or invisible characters, against spam."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from accounts.text.validators import refuse_addresses, refuse_invisible
from subscriptions.models.gifts import LONGEST_MESSAGE

LONGEST_NAME = 120


class ShortField(forms.CharField):
    def run_validators(self, value: Any) -> None:
        # Check the length first: the other validators would read every character of megabytes.
        if self.max_length is not None:
            MaxLengthValidator(self.max_length)(value)
        super().run_validators(value)


class NameField(ShortField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, required=False, **kwargs)
        self.validators += [refuse_invisible, refuse_addresses]

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        # Leave very long input to the length check, without processing it.
        return text if len(text) > 2 * LONGEST_NAME else " ".join(text.split())


class MessageField(ShortField):
    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        help_text = f"At most {LONGEST_MESSAGE} characters."
        super().__init__(max_length=LONGEST_MESSAGE, required=False, help_text=help_text, **kwargs)
        self.widget.attrs["rows"] = 4
        self.validators.append(refuse_addresses)

    def to_python(self, value: Any) -> str:
        """Normalize line ends, so that every character counts once."""
        text = str(super().to_python(value) or "")
        if len(text) > 2 * LONGEST_MESSAGE:  # too long even if every line end counts twice
            return text
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        for line in text.split("\n"):
            refuse_invisible(line.replace("\t", " "))
        return text
