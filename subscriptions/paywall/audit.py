"""The paywall's audit log: who changed walls, prices, promotions and the meter, and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.timezone import is_aware

from accounts.models import User
from accounts.staff import local_time
from subscriptions.models import MeterPolicy, PaywallChange, Plan, Price, Promotion

What = PaywallChange.What
WATCHED_FIELDS: dict[
    type[Model], dict[str, str]
] = {}  # labels of the watched fields, for models of which only some are watched
WATCHED: dict[type[Model], PaywallChange.What] = {
    MeterPolicy: What.POLICY,
    Plan: What.PRICE,
    Price: What.PRICE,
    Promotion: What.PRICE,
}
LENGTH = 200
Change = tuple[str, str, str]  # a field's label, its value before and after


def log_changes(
    *,
    what: PaywallChange.What,
    subject: str,
    pk: int | None,
    changes: Iterable[Change],
    by: User | None,
    at: datetime,
) -> None:
    """Store one row for each field that changed. Call it in the transaction of the change."""
    PaywallChange.objects.bulk_create(
        PaywallChange(
            at=at,
            by=by,
            what=what,
            subject=subject[:LENGTH],
            subject_pk=pk,
            field=field[:60],
            before=before[:LENGTH],
            after=after[:LENGTH],
        )
        for field, before, after in changes
        if before != after
    )


def watch(model: type[Model], what: PaywallChange.What, names: dict[str, str]) -> None:
    """Register another app's model; changes of these fields are logged too."""
    WATCHED[model], WATCHED_FIELDS[model] = what, names


def values_of(row: Model) -> dict[str, str]:
    """Return the watched fields as text, by label."""
    labels = WATCHED_FIELDS.get(type(row))
    if labels is None:
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        labels = {field.attname: str(capfirst(field.verbose_name)) for field in fields}
    return {label: _display_value(row, name) for name, label in labels.items()}


def stored_values(row: Model) -> dict[str, str]:
    """Return the same from the database; empty for a new row."""
    if row.pk is None:
        return {}
    result = type(row)._default_manager.filter(pk=row.pk).first()
    return values_of(result) if result is not None else {}


def changes_between(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    names = list(dict.fromkeys([*before, *after]))
    return [(name, before.get(name, ""), after.get(name, "")) for name in names]


def subject_of(row: Model) -> str:
    return f"{row.plan}: {row}" if isinstance(row, Price) else str(row)


def _display_value(row: Model, name: str) -> str:
    value: Any = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and is_aware(value):
        return local_time.format_local(value)
    return "" if value is None else str(value)
