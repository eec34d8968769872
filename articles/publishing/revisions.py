"""Revisions of a column: show changes, compare any two, restore one as a new version."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.staff import local_time
from articles import languages, permissions, wall_schedule
from articles.languages import LanguageTagField
from articles.models import Column, Columnist, Photo, RelatedColumn, Revision, Series, Topic
from articles.publishing import diff
from articles.publishing.diff import Row
from articles.publishing.save import save_column

Snapshot = Mapping[str, Any]

# Restoring brings back what was written. State, dates, wall, slug and agency terms stay as they
# are, and so do corrections, because readers have seen them.
EDITABLE_FIELDS = (
    *("kicker", "headline", "standfirst", "language"),
    *("dateline", "series_position", "seo_title", "seo_description"),
)
FOREIGN_KEYS = {"lead_photo_id": Photo, "series_id": Series}
# Only users who see every column may restore bylines and related columns.
EDITOR_FIELDS = ("bylines", "related")
RELATED_FIELDS = ("body", "bylines", "topics", "corrections", "related")
RELATED_LABELS = {
    "bylines": "Bylines",
    "topics": "Topics",
    "corrections": "Corrections",
    "related": "More on this",
}


class CannotRestore(Refusal):
    """The version refers to something that was deleted; the message is for the desk."""


def field_rows(before: Snapshot, after: Snapshot) -> list[Row]:
    """Compare every field of either version, in the form's order and as the desk shows values."""
    names = [name for name in {**before, **after} if name not in RELATED_FIELDS]
    rows = [
        diff.row(
            label(name),
            _display_value(name, before.get(name)),
            _display_value(name, after.get(name)),
        )
        for name in names
    ]
    apart = [
        diff.row(message, _listed(before.get(name)), _listed(after.get(name)))
        for name, message in RELATED_LABELS.items()
    ]
    return rows + apart


def text_rows(before: Snapshot, after: Snapshot) -> list[Row]:
    return diff.texts(str(before.get("body") or ""), str(after.get("body") or ""))


def changed_rows(before: Snapshot, after: Snapshot, *, by: User) -> list[Row]:
    names = _restored(by)
    return field_rows(_only(before, names), _only(after, names))


def changed_names(before: Snapshot | None, after: Snapshot) -> list[str]:
    if before is None:
        return []
    rows = [each.name for each in field_rows(before, after) if each.changed]
    return (["Text"] if before.get("body") != after.get("body") else []) + rows


@transaction.atomic
def restore(revision: Revision, *, by: User, at: datetime) -> Revision:
    """Save a new version with the content of this one.

    Raise CannotRestore and change nothing if that fails.
    """
    column = Column.objects.select_for_update().get(pk=revision.column_id)
    snapshot = _only(revision.snapshot, (*_restored(by), "body"))
    for name in EDITABLE_FIELDS:
        if name in snapshot:
            setattr(column, name, snapshot[name])
    for name, model in FOREIGN_KEYS.items():
        if name in snapshot:
            pk = snapshot[name]
            if pk is not None and not model._default_manager.filter(pk=pk).exists():
                raise CannotRestore(f"{label(name)}: the value of that version was deleted.")
            setattr(column, name, pk)
    if "related" in snapshot:
        _restore_related(column, snapshot["related"])
    return save_column(
        column,
        body=snapshot.get("body"),
        columnists=_named(Columnist, snapshot["bylines"]) if "bylines" in snapshot else None,
        topics=_named(Topic, snapshot["topics"]) if "topics" in snapshot else None,
        by=by,
        at=at,
        why=f"Restored version {revision.version}",
    )


def _restored(by: User) -> tuple[str, ...]:
    names = (*EDITABLE_FIELDS, *FOREIGN_KEYS, "topics")
    return (*names, *EDITOR_FIELDS) if permissions.sees_every_column(by) else names


def _restore_related(column: Column, slugs: list[str]) -> None:
    results = dict(
        Column.objects.filter(slug__in=slugs).exclude(pk=column.pk).values_list("slug", "pk")
    )
    column.related.all().delete()
    # Columns that were deleted or have another slug now are left out.
    remaining = [results[slug] for slug in slugs if slug in results]
    RelatedColumn.objects.bulk_create(
        RelatedColumn(column=column, other_id=pk, position=position)
        for position, pk in enumerate(remaining)
    )


def who_saved(column: Column) -> str:
    """Return a sentence such as "Ada Brook saved this column on 18 November 2026, 12:00"."""
    newest = column.revisions.select_related("saved_by").filter(version=column.version).first()
    who = newest.saved_by if newest is not None and newest.saved_by else "Someone else"
    return (
        f"{who} saved this column{f' on {_moment(newest.saved_at)}' if newest is not None else ''}"
    )


def _only(snapshot: Snapshot, names: Iterable[str]) -> Snapshot:
    return {name: snapshot[name] for name in names if name in snapshot}


def _named(model: type[Any], slugs: list[str]) -> list[Any]:
    results = {each.slug: each for each in model.objects.filter(slug__in=slugs)}
    missing = [slug for slug in slugs if slug not in results]
    if missing:
        raise CannotRestore(
            f"{capfirst(model._meta.verbose_name_plural)}: “{missing[0]}” no longer exists."
        )
    return [results[slug] for slug in slugs]


def _field(name: str) -> models.Field[Any, Any] | None:
    try:
        field = Column._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:  # old snapshots may contain fields that were removed since
        return None
    return field if isinstance(field, models.Field) else None


def label(name: str) -> str:
    if name in wall_schedule.SCHEDULE_LABELS:
        return wall_schedule.SCHEDULE_LABELS[name]
    field = _field(name)
    return (
        str(capfirst(field.verbose_name)) if field is not None else capfirst(name.replace("_", " "))
    )


def _display_value(name: str, value: Any) -> str:
    field = _field(name)
    if value is None or value == "":
        return ""
    if isinstance(field, LanguageTagField):
        return languages.name(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, models.ForeignKey):
        named = field.related_model._default_manager.filter(pk=value).first()
        return str(named) if named is not None else "(deleted)"
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    return str(dict(field.flatchoices).get(value, value)) if field is not None else str(value)


def _listed(values: Any) -> str:
    return "; ".join(
        f"{_moment(each['at'])}: {each['text']}" if isinstance(each, dict) else str(each)
        for each in values or ()
    )


def _moment(value: Any) -> str:
    at = value if isinstance(value, datetime) else parse_datetime(str(value))
    return local_time.format_local(at) if at is not None else str(value)
