from django import forms


class HiddenInput(forms.HiddenInput):
    """Leave `for` out of the label that the admin prints even for hidden fields."""

    def id_for_label(self, id_: str | None) -> str:
        return ""
