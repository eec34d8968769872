from django import forms


class HiddenInput(forms.HiddenInput):
    """For hidden fields of the admin, which prints a label for every field: it points to nothing."""

    def id_for_label(self, id_: str | None) -> str:
        return ""
