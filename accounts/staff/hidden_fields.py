from django import forms


class HiddenInput(forms.HiddenInput):
    """Return no id for the label: the admin prints one even for hidden fields, and `for` must name a visible
    control.
    """

    def id_for_label(self, id_: str | None) -> str:
        return ""
