"""Log old and new values of each change in the admin's history."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelChoiceField

from accounts.staff.local_time_fields import MOMENTS
from subscriptions.forms.amounts import AmountField

Row = TypeVar("Row", bound=Model)
LONGEST = 80  # characters of a value


class LoggedAdmin(admin.ModelAdmin[Row]):
    """Log changes like this: "Listed: yes → no; price $3.99 a month: Amount: 3.99 → 4.50"."""

    formfield_overrides = MOMENTS

    def construct_change_message(  # type: ignore[override]  # the log takes text too
        self, request: Any, form: Any, formsets: Any, add: bool = False
    ) -> str:
        """Override Django's message, which names only the fields."""
        lines = ["Added."] if add else _changes(form)
        for formset in formsets or []:
            lines += _row_changes(formset)
        return "; ".join(lines) or "No fields changed."


def _changes(form: Any) -> list[str]:
    changes = []
    for name in form.changed_data:
        if name == "confirmed":
            continue
        field = form.fields[name]
        old = _display_value(field, form.get_initial_for_field(field, name))
        # Amounts as they were typed.
        is_amount = isinstance(field, AmountField)
        value = form[name].value() if is_amount else form.cleaned_data.get(name)
        changes.append(f"{field.label}: {old} → {_display_value(field, value)}")
    return changes


def _row_changes(formset: Any) -> Iterable[str]:
    for form in formset.forms:
        row = form.instance
        if form in formset.deleted_forms:
            if row.pk is not None:
                yield f"{row._meta.verbose_name} {row}: deleted"
        elif form.has_changed():
            changes = "; ".join(_changes(form))
            yield f"{row._meta.verbose_name} {row}: {changes}"
    for row in getattr(formset, "deleted_objects", []):
        yield f"{row._meta.verbose_name} {row}: deleted"


def _display_value(field: Any, value: Any) -> str:
    if isinstance(field, ModelChoiceField) and field.queryset is not None and value is not None:
        keys = value if isinstance(value, list | tuple) or hasattr(value, "all") else [value]
        pks = [getattr(each, "pk", each) for each in keys]
        value = ", ".join(str(each) for each in field.queryset.filter(pk__in=pks))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, "", []):
        return "—"
    return str(value)[:LONGEST]
