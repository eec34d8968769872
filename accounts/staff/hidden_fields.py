from django import forms


class HiddenInput(forms.HiddenInput):
    """Return no id for the label, which the admin prints even for hidden fields.

    `for` must name a visible control.
    """

    def id_for_label(self, id_: str | None) -> str:
        return ""
