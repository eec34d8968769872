"""The form that sets a column's publication date in the calendar."""

from typing import Any

from django import forms

from accounts.staff.local_time_fields import MomentField, MomentWidget
from articles.models import Column


class ScheduleForm(forms.Form):
    """`seen_version` is the version on the page with the form, `month` the page to return to."""

    appears = MomentField(label="Appears", widget=MomentWidget())
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, column: Column, month: str) -> None:
        initial = {"appears": column.published_at, "seen_version": column.version, "month": month}
        super().__init__(data, initial=initial, auto_id=f"c{column.pk}-%s", label_suffix="")

    def reset_with_error(self, column: Column, problem: str) -> None:
        """Show the error and the input again, with the newest version.

        So a second submit succeeds.
        """
        self.add_error("appears", problem)
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["seen_version"] = str(column.version)  # type: ignore[index]  # the copy can be changed
