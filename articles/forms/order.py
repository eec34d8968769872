"""The form for the order of columns in a series."""

from collections.abc import Sequence
from typing import Any

from django import forms

from articles.models import Column


class OrderForm(forms.Form):
    """For each column a number and the version that the user saw."""

    def __init__(self, columns: Sequence[Column], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.columns = columns
        for column in columns:
            number = forms.NumberInput(
                {"aria-label": f"Part: {column.headline}", "class": "order-number"}
            )
            self.fields[f"place-{column.pk}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=9999,
                initial=column.series_position,
                widget=number,
            )
            self.fields[f"seen-{column.pk}"] = forms.IntegerField(
                initial=column.version, widget=forms.HiddenInput
            )

    def rows(self) -> list[tuple[Column, Any, Any]]:
        return [
            (column, self[f"place-{column.pk}"], self[f"seen-{column.pk}"])
            for column in self.columns
        ]

    def numbers(self) -> dict[int, int | None]:
        return {column.pk: self.cleaned_data[f"place-{column.pk}"] for column in self.columns}

    def seen(self) -> dict[int, int]:
        return {column.pk: self.cleaned_data[f"seen-{column.pk}"] for column in self.columns}
