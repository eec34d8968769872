"""Build an unsaved column from autosaved form data, for previews and merges."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm, ValidationError
from django.http import HttpRequest, QueryDict

from accounts.staff.local_time_fields import MomentField
from accounts.text.numbers import parse_number
from articles import permissions, wall_schedule
from articles.models import Autosave, Byline, Column, Columnist, Correction
from articles.pages.preview import ColumnPreview
from articles.publishing.autosave import FormData
from articles.text import markup

NEVER_SAVED = 0  # primary key of a column that has none yet
MOST_ROWS = 200
TEXT_FIELDS = ("kicker", "headline", "standfirst", "language", "dateline")


def preview_of(request: HttpRequest, copy: Autosave) -> ColumnPreview:
    """Return the column that the form would save; an invalid field keeps its saved value."""
    form_data: FormData = copy.form_data
    form = _form(request, copy, form_data)
    column: Column = form.instance
    if copy.column is not None and permissions.has_lost_edit_permission(request.user, copy.column):
        # The form has no fields now for what the user typed before losing the permission.
        for name in TEXT_FIELDS:
            if name in form_data:
                setattr(column, name, _one(form_data, name))
    column.pk = column.pk or NEVER_SAVED
    column.slug = column.slug or "preview"
    related = {
        "bylines": list(_bylines(column, form_data)),
        "topics": list(form.cleaned_data.get("filed_under") or ()),
        "corrections": list(_corrections(column, form_data)),
    }
    wall_schedule.set_moments(column)
    # As prefetch_related() leaves it, for templates.
    vars(column)["_prefetched_objects_cache"] = related
    return ColumnPreview(column, markup.clean(_one(form_data, "body")))


def invalid_fields(request: HttpRequest, copy: Autosave) -> dict[str, str]:
    form = _form(request, copy, copy.form_data)
    return {name: str(form.fields[name].label) for name in form.errors if name in form.fields}


def rows_of(place: int, columnist: int | str, position: int) -> Iterator[tuple[str, list[str]]]:
    yield f"bylines-{place}-columnist", [str(columnist)]
    yield f"bylines-{place}-position", [str(position)]


def _form(request: HttpRequest, copy: Autosave, form_data: FormData) -> ModelForm[Column]:
    desk = admin.site.get_model_admin(Column)
    form_class: Any = desk.get_form(request, copy.column, change=copy.column is not None)
    data = QueryDict(mutable=True)
    for name, values in form_data.items():
        data.setlist(name, values)
    form: ModelForm[Column] = form_class(data, instance=copy.column)
    with transaction.atomic():  # because ColumnForm.clean() locks the row
        form.full_clean()
    return form


def _bylines(column: Column, form_data: FormData) -> Iterator[Byline]:
    rows = sorted(
        _rows(form_data, "bylines"), key=lambda row: _number(form_data, f"{row}-position")
    )
    keys = [_number(form_data, f"{row}-columnist") for row in rows]
    names = Columnist.objects.select_related("portrait").in_bulk(keys)
    for key in keys:
        if key in names:
            yield Byline(column=column, columnist=names[key])


def _corrections(column: Column, form_data: FormData) -> Iterator[Correction]:
    for row in _rows(form_data, "corrections"):
        text = _one(form_data, f"{row}-text")
        try:
            at = MomentField(required=False).clean(
                [_one(form_data, f"{row}-at_{half}") for half in range(3)]
            )
        except ValidationError:
            at = None
        if at is not None and text:
            yield Correction(column=column, at=at, text=text)


def _rows(form_data: FormData, prefix: str) -> list[str]:
    number = min(_number(form_data, f"{prefix}-TOTAL_FORMS"), MOST_ROWS)
    rows = [f"{prefix}-{position}" for position in range(number)]
    return [row for row in rows if not _one(form_data, f"{row}-DELETE")]


def _number(form_data: FormData, name: str) -> int:
    return parse_number(_one(form_data, name)) or 0


def _one(form_data: FormData, name: str) -> str:
    values = form_data.get(name) or [""]
    return str(values[-1])
