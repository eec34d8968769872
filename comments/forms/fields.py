"""Fields for what readers and the desk type: cleaned of what nobody can see, refused in a sentence, never cut."""

from typing import Any

from django import forms

from accounts.email_fields import AddressFormField
from comments.threads import plain_text

LONGEST_NAME = 120
MARGIN = 4  # times the limit: line ends and invisible characters may make a text this long before cleaning

TOO_LONG = "Please shorten this to {longest:,} characters; it has {length:,}. Nothing is lost meanwhile."


def cleaned(value: Any, longest: int | None) -> str:
    """Remove invisible characters; raise ValidationError first if the text is much too long to clean."""
    text = str(value or "")
    if longest is not None and len(text) > MARGIN * longest:
        raise forms.ValidationError(TOO_LONG.format(longest=longest, length=len(text)))
    return plain_text.cleaned(text)


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: Any) -> str:
        return " ".join(cleaned(super().to_python(value), self.max_length).split())


class TextField(forms.CharField):
    """Paragraphs."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(strip=False, **{"widget": forms.Textarea(attrs={"rows": 6}), **kwargs})
        self.longest = longest
        self.widget.attrs["dir"] = "auto"

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value), self.longest)

    def validate(self, value: str) -> None:
        """Counted after cleaning, so that line ends and unseen letters count for nobody."""
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(TOO_LONG.format(longest=self.longest, length=len(value)))


class AddressField(AddressFormField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Your e-mail address", **kwargs})
