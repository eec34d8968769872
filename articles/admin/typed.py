"""A column as it stands in somebody's form: made of the kept fields, never saved."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm, ValidationError
from django.http import HttpRequest, QueryDict

from accounts.staff.local_time_fields import MomentField
from articles import permissions, wall_schedule
from articles.models import Byline, Column, Columnist, Correction, WorkingCopy
from articles.numbers import number_in
from articles.pages.preview import Piece
from articles.publishing.autosave import Typed
from articles.text import markup

NEVER_SAVED = 0  # the key of a new column, until it has one
MOST_ROWS = 200
WORDS = ("kicker", "headline", "standfirst", "language", "dateline")


def piece_of(request: HttpRequest, copy: WorkingCopy) -> Piece:
    """What the form would make of the column; a field that does not hold keeps its saved value."""
    typed: Typed = copy.typed
    form = _form(request, copy, typed)
    column: Column = form.instance
    if copy.column is not None and permissions.has_gone_on(request.user, copy.column):
        _type_over(column, typed)
    column.pk = column.pk or NEVER_SAVED
    column.slug = column.slug or "preview"
    related = {
        "bylines": list(_bylines(column, typed)),
        "topics": list(form.cleaned_data.get("filed_under") or ()),
        "corrections": list(_corrections(column, typed)),
    }
    wall_schedule.set_moments(column)
    vars(column)["_prefetched_objects_cache"] = related  # as prefetch_related leaves it
    return Piece(column, markup.clean(_one(typed, "body")))


def invalid_fields(request: HttpRequest, copy: WorkingCopy) -> dict[str, str]:
    """Return the fields with invalid data, and their labels."""
    form = _form(request, copy, copy.typed)
    return {name: str(form.fields[name].label) for name in form.errors if name in form.fields}


def rows_of(place: int, columnist: int | str, position: int) -> Iterator[tuple[str, list[str]]]:
    """One row of the bylines, as the form sends it."""
    yield f"bylines-{place}-columnist", [str(columnist)]
    yield f"bylines-{place}-position", [str(position)]


def _form(request: HttpRequest, copy: WorkingCopy, typed: Typed) -> ModelForm[Column]:
    """The desk's own form with what was typed, looked over inside a transaction that changes nothing."""
    desk = admin.site.get_model_admin(Column)
    form_class: Any = desk.get_form(request, copy.column, change=copy.column is not None)
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    form: ModelForm[Column] = form_class(data, instance=copy.column)
    with transaction.atomic():
        form.full_clean()
    return form


def _type_over(column: Column, typed: Typed) -> None:
    """Where the form has no fields left for its writer, the words that they had typed stand all the same."""
    for name in WORDS:
        if name in typed:
            setattr(column, name, _one(typed, name))


def _bylines(column: Column, typed: Typed) -> Iterator[Byline]:
    rows = sorted(_rows(typed, "bylines"), key=lambda row: _number(typed, f"{row}-position"))
    keys = [_number(typed, f"{row}-columnist") for row in rows]
    names = Columnist.objects.select_related("portrait").in_bulk(keys)
    for key in keys:
        if key in names:
            yield Byline(column=column, columnist=names[key])


def _corrections(column: Column, typed: Typed) -> Iterator[Correction]:
    for row in _rows(typed, "corrections"):
        at = _moment([_one(typed, f"{row}-at_{half}") for half in range(3)])
        text = _one(typed, f"{row}-text")
        if at is not None and text:
            yield Correction(column=column, at=at, text=text)


def _rows(typed: Typed, prefix: str) -> list[str]:
    """The rows of an inline that are not struck out."""
    number = min(_number(typed, f"{prefix}-TOTAL_FORMS"), MOST_ROWS)
    rows = [f"{prefix}-{place}" for place in range(number)]
    return [row for row in rows if not _one(typed, f"{row}-DELETE")]


def _number(typed: Typed, name: str) -> int:
    return number_in(_one(typed, name)) or 0


def _moment(parts: list[str]) -> datetime | None:
    try:
        return MomentField(required=False).clean(parts)
    except ValidationError:
        return None


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name) or [""]
    return str(values[-1])
