"""Fields for what readers and the desk type: cleaned of what nobody can see, refused in a sentence, never cut."""

from typing import Any

from django import forms

from accounts.email_fields import AddressFormField
from comments import plain_text

LONGEST_NAME = 120


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: Any) -> str:
        return " ".join(plain_text.cleaned(str(super().to_python(value) or "")).split())


class TextField(forms.CharField):
    """Paragraphs."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(strip=False, **{"widget": forms.Textarea(attrs={"rows": 6}), **kwargs})
        self.longest = longest
        self.widget.attrs["dir"] = "auto"

    def to_python(self, value: Any) -> str:
        return plain_text.cleaned(str(super().to_python(value) or ""))

    def validate(self, value: str) -> None:
        """Counted after cleaning, so that line ends and unseen letters count for nobody."""
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                f"Please shorten this to {self.longest:,} characters; it has {len(value):,}. Nothing is lost meanwhile."
            )


class AddressField(AddressFormField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Your e-mail address", **kwargs})
