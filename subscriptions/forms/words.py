"""Names and messages that go into somebody else's mail: as they were typed, but without a way to lure anybody."""

from typing import Any

from django import forms

from accounts.forms import refuse_addresses, refuse_invisible
from subscriptions.models.gifts import LONGEST_MESSAGE

LONGEST_NAME = 120


class NameField(forms.CharField):
    """One line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, required=False, **kwargs)
        self.validators += [refuse_invisible, refuse_addresses]

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())


class MessageField(forms.CharField):
    """A few lines."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        help_text = f"At most {LONGEST_MESSAGE} characters."
        super().__init__(max_length=LONGEST_MESSAGE, required=False, help_text=help_text, **kwargs)
        self.widget.attrs["rows"] = 4
        self.validators.append(refuse_addresses)

    def to_python(self, value: Any) -> str:
        """The same line ends wherever it was typed, so that every character counts once."""
        text = str(super().to_python(value) or "")
        if len(text) > 2 * LONGEST_MESSAGE:  # a line end may count twice; what is longer needs no work
            return text
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        for line in text.split("\n"):
            refuse_invisible(line.replace("\t", " "))
        return text
