"""Text fields that remove invisible characters and refuse long text instead of cutting it."""

from typing import Any

from django import forms

from accounts.email_fields import AddressFormField
from articles.text import reader_text

LONGEST_NAME = 120
MARGIN = 4  # times the limit; a text can be longer before invisible characters are removed

TOO_LONG = (
    "Please shorten this to {longest:,} characters; it has {length:,}. Nothing is lost meanwhile."
)


def cleaned(value: Any, longest: int | None) -> str:
    """Remove invisible characters.

    Raises ValidationError first if the text is much too long to clean.
    """
    text = str(value or "")
    if longest is not None and len(text) > MARGIN * longest:
        raise forms.ValidationError(TOO_LONG.format(longest=longest, length=len(text)))
    return reader_text.cleaned(text)


class LineField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return " ".join(cleaned(super().to_python(value), self.max_length).split())


class TextField(forms.CharField):
    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(strip=False, **{"widget": forms.Textarea(attrs={"rows": 6}), **kwargs})
        self.longest = longest
        self.widget.attrs["dir"] = "auto"

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value), self.longest)

    def validate(self, value: str) -> None:
        super().validate(value)
        # After cleaning, so that invisible characters do not count.
        if len(value) > self.longest:
            raise forms.ValidationError(TOO_LONG.format(longest=self.longest, length=len(value)))


class AddressField(AddressFormField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Your e-mail address", **kwargs})
