"""Date and time fields of the desk.

If a local time occurs twice, a third control lets the user choose.
"""

import contextlib
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.staff import local_time

CHOOSE = ("", "Which of the two?")


class MomentWidget(forms.MultiWidget):
    """Inputs for day and time, and a select only if that local time occurs twice."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, seconds: bool = False) -> None:
        # The browser's native controls. At the desk a script adds the field's name to their labels.
        self.seconds = seconds
        day = forms.DateInput({"type": "date", "aria-label": "Day"}, "%Y-%m-%d")
        time_of_day = forms.TimeInput({"type": "time", "aria-label": "Time"}, "%H:%M")
        which = forms.Select({"aria-label": "Which of the two times"})
        super().__init__([day, time_of_day, which], attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None, ""]
        local = value.astimezone(local_time.zone())
        return [local.date(), local.time(), local_time.which_of(value)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        parts = value if isinstance(value, list) else self.decompress(value)
        parts = _as_values(parts)
        day, hour = [*parts, None, None][:2]
        naive = _local(day, hour) if isinstance(day, date) and isinstance(hour, time) else None
        results = local_time.choices(naive) if naive is not None else []
        # Empty choices mean that the local time is not ambiguous; the select is then removed below.
        self.widgets[2].choices = [CHOOSE, *results]  # type: ignore[attr-defined]  # a Select
        self._show_seconds(parts[1] if len(parts) > 1 else None)
        context = super().get_context(name, parts, attrs)
        if not results:
            del context["widget"]["subwidgets"][2]
        return {**context, "zone": str(local_time.zone())}

    def _show_seconds(self, naive: Any) -> None:
        """Show seconds only if the value has any.

        Without the control they would be lost at the next save.
        """
        has_seconds = isinstance(naive, time) and naive.second > 0
        page = self.widgets[1]
        page.format = "%H:%M:%S" if has_seconds else "%H:%M"  # type: ignore[attr-defined]  # a TimeInput
        page.attrs.pop("step", None)
        if has_seconds or self.seconds:
            page.attrs["step"] = "1"

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        # Django's own renderer finds the templates of the sub-widgets.
        renderer = renderer or get_default_renderer()
        controls = [
            renderer.render(widget["template_name"], {"widget": widget})
            for widget in context["widget"]["subwidgets"]
        ]
        # Each is rendered by a template of Django, which has escaped its values.
        values = {
            "controls": mark_safe("".join(controls)),  # noqa: S308
            "zone": context["zone"],
        }
        return render_to_string("desk/_moment.html", values)


class MomentField(forms.SplitDateTimeField):
    """Return an aware datetime.

    Refuse a local time that is skipped or ambiguous, with a message that helps.
    """

    widget = MomentWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"error_messages": {"invalid_time": "Type a time, as in 06:00."}, **kwargs}
        )

    def compress(self, data_list: Any) -> datetime | None:
        """Return the local time without a zone; clean() then resolves it."""
        naive = _local(data_list[0], data_list[1]) if data_list else None
        if data_list and naive is None:
            missing = "invalid_date" if data_list[0] in self.empty_values else "invalid_time"
            raise ValidationError(self.error_messages[missing], code=missing)
        return naive

    def clean(self, value: Any) -> datetime | None:
        parts = [*(value or []), None, None, None]
        naive: datetime | None = super().clean(parts[:2])
        if naive is None:
            return None
        try:
            return local_time.resolve(naive, str(parts[2] or ""))
        except (local_time.NonexistentTime, local_time.AmbiguousTime) as problem:
            raise ValidationError(problem.message, code="no-such-time") from problem

    def has_changed(self, initial: Any, data: Any) -> bool:
        if super().has_changed(initial, (data or [])[:2]):
            return True
        before = local_time.which_of(initial) if isinstance(initial, datetime) else ""
        return bool(before) and before != (str(data[2]) if len(data or []) > 2 else "")


# For formfield_overrides of the desk's forms.
MOMENTS: dict[type[Any], dict[str, Any]] = {
    DateTimeField: {"form_class": MomentField, "widget": MomentWidget}
}


def _as_values(parts: list[Any]) -> list[Any]:
    """Parse dates and times that are not ISO: native browser inputs can show only ISO values."""
    results = list(parts)
    for position, field in enumerate(
        (forms.DateField(required=False), forms.TimeField(required=False))
    ):
        with contextlib.suppress(ValidationError, IndexError):
            results[position] = field.clean(parts[position])
    return results


def _local(day: date | None, hour: time | None) -> datetime | None:
    return datetime.combine(day, hour) if day and hour is not None else None
