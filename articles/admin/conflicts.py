"""Conflicting saves: the second user sees both versions.

The user keeps the own one, takes the other, or merges them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.timezone import localtime

from accounts.staff import local_time
from accounts.text.numbers import COUNT, parse_number
from articles.admin.draft_preview import invalid_fields, preview_of, rows_of
from articles.forms.columns import RestoredData
from articles.models import Autosave, Column, Columnist, Revision, Topic
from articles.publishing import diff, merge, revisions
from articles.publishing.autosave import FormData

Snapshot = dict[str, Any]
RESOLUTIONS = ("merge", "theirs")
# Subfields of a MomentField: date, time, first or second time when clocks go back.
HALF = re.compile(r"_[012]$")
CHECKBOXES = {"follows_default", "may_wall", "full_text_feed"}
THEIRS_TAKEN = (
    "This is the other version. Your version is stored as unsaved changes until you save or leave."
)
NOT_MERGED = "Not merged, because it is not valid as you typed it: {labels}. Correct it below."


def sides(request: HttpRequest, column: Column) -> dict[str, Any]:
    theirs, own = _newest(column), _submitted_snapshot(request, column)
    rows = revisions.field_rows({name: theirs.snapshot.get(name) for name in own}, own)
    texts = revisions.text_rows(theirs.snapshot, own)
    return {
        "theirs": theirs,
        "fields": [row for row in rows if row.changed],
        "passages": list(diff.folded(texts)),
        "text_changed": any(row.changed for row in texts),
    }


def resolve(request: HttpRequest, column: Column) -> RestoredData:
    """Return the form data after the chosen resolution, based on the newest version."""
    newest, own = _newest(column), _submitted_snapshot(request, column)
    theirs = newest.snapshot
    fields = request.POST.copy()
    fields["seen_version"] = str(newest.version)
    del fields["resolve"]
    if request.POST["resolve"] == "theirs":
        taken = {name: theirs.get(name, "") for name in own}
        for name, value in _as_form_data(taken, column):
            fields.setlist(name, value)
        return RestoredData(fields, THEIRS_TAKEN)
    seen = parse_number(request.POST.get("seen_version", ""), digits=COUNT)
    opened_revision = column.revisions.filter(version=seen).first() if seen is not None else None
    opened = {"body": "", **(opened_revision.snapshot if opened_revision is not None else {})}
    merged_body = merge.texts(opened["body"], theirs["body"], own["body"])
    merged, overlapping = {}, []
    for name, value in own.items():
        merged[name] = merge.value(opened.get(name), theirs.get(name), value)
        if name != "body" and merge.is_overlap(opened.get(name), theirs.get(name), value):
            overlapping.append(revisions.label(name))
    merged["body"] = merged_body.body
    # Invalid fields stay as typed, and the form shows their errors.
    invalid = invalid_fields(request, _copy(request, column))
    for name, value in _as_form_data(merged, column):
        if HALF.sub("", name) not in invalid or name == "body":
            fields.setlist(name, value)
    message = _merge_message(merged_body.overlaps, overlapping)
    labels = [f"“{label}”" for name, label in invalid.items() if name != "body"]
    if labels:
        message += f" {NOT_MERGED.format(labels=get_text_list(labels, 'and'))}"
    return RestoredData(fields, message)


def _merge_message(overlaps: int, fields: list[str]) -> str:
    if not overlaps and not fields:
        return "Both versions are merged: nothing overlapped. Check the result, then save."
    parts = ["Both versions are merged."]
    if overlaps:
        passage = "One passage" if overlaps == 1 else f"{overlaps} passages"
        parts.append(
            f"{passage} had been changed by both of you: your text comes first, theirs follows."
        )
    if fields:
        names = get_text_list([f"“{label}”" for label in fields], "and")
        parts.append(f"Changed by both of you, and now as you typed it: {names}.")
    return " ".join([*parts, "Check the result, then save."])


def _newest(column: Column) -> Revision:
    newest: Revision = column.revisions.select_related("saved_by").get(version=column.version)
    return newest


def _submitted_snapshot(request: HttpRequest, column: Column) -> Snapshot:
    """Return the submitted data in the shape of a snapshot, limited to the form's fields."""
    copy = _copy(request, column)
    form_data: FormData = copy.form_data
    column_preview = preview_of(request, copy)
    made, related = column_preview.column, vars(column_preview.column)["_prefetched_objects_cache"]
    submitted = {name.removesuffix("_0") for name in form_data}
    if "then_wall" in form_data:
        submitted |= CHECKBOXES  # browsers do not send those that are not ticked
    plain: Snapshot = {}
    for field in made._meta.concrete_fields:
        if field.attname.removesuffix("_id") in submitted:
            plain[field.attname] = field.value_from_object(made)
    names: Snapshot = {
        "body": column_preview.body,
        "topics": [topic.slug for topic in related["topics"]],
    }
    if "bylines-TOTAL_FORMS" in form_data:  # a columnist's form has no bylines
        names["bylines"] = [byline.columnist.slug for byline in related["bylines"]]
    # Through JSON, so that values compare equal to those of a stored snapshot.
    own: Snapshot = json.loads(json.dumps({**plain, **names}, cls=DjangoJSONEncoder))
    return own


def _copy(request: HttpRequest, column: Column) -> Autosave:
    form_data: FormData = {
        name: [str(value) for value in values] for name, values in request.POST.lists()
    }
    return Autosave(
        form=form_data.get("form", [""])[-1],
        column=Column.objects.get(pk=column.pk),
        form_data=form_data,
    )


def _as_form_data(requested: Snapshot, column: Column) -> Iterator[tuple[str, list[str]]]:
    for name, value in requested.items():
        if name not in revisions.RELATED_FIELDS:
            yield from _field(name, value)
    yield "body", [str(requested["body"])]
    topics = Topic.objects.filter(slug__in=requested["topics"])
    yield "filed_under", [str(topic.pk) for topic in topics]
    yield "first_topic", [str(topic.pk) for topic in topics if topic.slug == requested["topics"][0]]
    if "bylines" in requested:
        yield from _bylines(requested["bylines"], column)


def _field(name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    field = Column._meta.get_field(name.removesuffix("_id"))
    if isinstance(field, DateTimeField):
        at = parse_datetime(str(value)) if value else None
        yield f"{name}_0", [f"{localtime(at):%Y-%m-%d}" if at else ""]
        yield f"{name}_1", [f"{localtime(at):%H:%M:%S}" if at else ""]
        yield f"{name}_2", [local_time.which_of(at) if at else ""]
    elif isinstance(value, bool):
        yield name, ["on"] if value else []
    else:
        yield name.removesuffix("_id"), ["" if value is None else str(value)]


def _bylines(slugs: list[str], column: Column) -> Iterator[tuple[str, list[str]]]:
    """Yield rows of the inline formset: existing ones, deleted ones marked, new ones last."""
    stand = {byline.columnist.slug: byline for byline in column.bylines.select_related("columnist")}
    added = [slug for slug in slugs if slug not in stand]
    names = dict(Columnist.objects.filter(slug__in=added).values_list("slug", "pk"))
    yield "bylines-TOTAL_FORMS", [str(len(stand) + len(added))]
    yield "bylines-INITIAL_FORMS", [str(len(stand))]
    for position, (slug, byline) in enumerate(stand.items()):
        yield from rows_of(position, byline.columnist_id, slugs.index(slug) if slug in slugs else 0)
        yield f"bylines-{position}-id", [str(byline.pk)]
        yield f"bylines-{position}-column", [str(column.pk)]
        yield f"bylines-{position}-DELETE", [] if slug in slugs else ["on"]
    for position, slug in enumerate(added, start=len(stand)):
        yield from rows_of(position, names.get(slug, ""), slugs.index(slug))
        yield f"bylines-{position}-id", []
        yield f"bylines-{position}-DELETE", []
