from typing import Any, ClassVar

from django import forms

from subscriptions.models import Entitlement

UNTIL, OPEN = "until", "open"
END_REQUIRED = "Say until when, or choose “Without an end” above."
BOTH = "This is an end. Empty it, or choose “With an end” above."


class EntitlementForm(forms.ModelForm[Entitlement]):
    """Require a choice between an end and no end, so that an empty field is not overlooked."""

    lasts = forms.ChoiceField(
        choices=[(UNTIL, "With an end"), (OPEN, "Without an end")],
        widget=forms.RadioSelect,
        initial=UNTIL,
    )

    class Meta:
        model = Entitlement
        fields: ClassVar[list[str]] = ["user", "source", "starts_at", "ends_at", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.ends_at is None:
            self.initial["lasts"] = OPEN
        if "ends_at" in self.fields:
            self.fields["ends_at"].help_text = ""
        else:  # read-only
            self.fields.pop("lasts", None)

    def clean(self) -> None:
        super().clean()
        if "ends_at" not in self.fields:
            return
        lasts, ends_at = self.cleaned_data.get("lasts"), self.cleaned_data.get("ends_at")
        if lasts == UNTIL and ends_at is None and "ends_at" not in self.errors:
            self.add_error("ends_at", END_REQUIRED)
        if lasts == OPEN and ends_at is not None:
            self.add_error("ends_at", BOTH)
