"""Conflicting saves: the second user sees both versions and keeps the own one, takes the other, or
merges.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
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
HALF = re.compile(
    r"_[012]$"
)  # subfields of a MomentField: date, time, first or second time when clocks go back


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
    url, theirs = request.POST.get("resolve"), _newest(column)
    invalid = {} if url == "theirs" else invalid_fields(request, _copy(request, column))
    own, opened = _submitted_snapshot(request, column), _opened(request, column)
    merged = merge.texts(opened["body"], theirs.snapshot["body"], own["body"])
    requested = {
        name: merge.value(opened.get(name), theirs.snapshot.get(name), own[name]) for name in own
    }
    requested["body"] = merged.body
    overlapping = [
        revisions.label(name)
        for name in requested
        if name != "body"
        and merge.is_overlap(opened.get(name), theirs.snapshot.get(name), own[name])
    ]
    if url == "theirs":
        requested = {name: theirs.snapshot.get(name, "") for name in own}
    fields = request.POST.copy()
    for name, value in _as_form_data(requested, column):
        if HALF.sub("", name) not in invalid or name == "body":
            fields.setlist(name, value)
    fields["seen_version"] = str(theirs.version)
    del fields["resolve"]
    messages = [_message(str(url), merged.overlaps, overlapping), *_not_merged(invalid)]
    return RestoredData(fields, " ".join(messages))


def _not_merged(invalid: dict[str, str]) -> Iterator[str]:
    """Yield a message that names invalid fields: they stay as typed, and the form shows their
    errors.
    """
    labels = [f"“{label}”" for name, label in invalid.items() if name != "body"]
    if labels:
        yield (
            f"Not merged, because it is not valid as you typed it: {get_text_list(labels, 'and')}."
            " Correct it below."
        )


def _message(url: str, overlaps: int, fields: list[str]) -> str:
    if url == "theirs":
        return (
            "This is the other version. Your version is stored as unsaved changes until you save or"
            " leave."
        )
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


def _opened(request: HttpRequest, column: Column) -> Snapshot:
    seen = parse_number(request.POST.get("seen_version", ""), digits=COUNT)
    revision = column.revisions.filter(version=seen).first() if seen is not None else None
    return {"body": "", **(revision.snapshot if revision else {})}


def _submitted_snapshot(request: HttpRequest, column: Column) -> Snapshot:
    """Return the submitted data in the shape of a snapshot, limited to the form's fields."""
    copy = _copy(request, column)
    form_data: FormData = copy.form_data
    column_preview = preview_of(request, copy)
    made, related = column_preview.column, vars(column_preview.column)["_prefetched_objects_cache"]
    plain = {
        name: value
        for name, value in _values(made)
        if name.removesuffix("_id") in _submitted_fields(form_data)
    }
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


def _submitted_fields(form_data: FormData) -> set[str]:
    """Return the submitted fields. Browsers do not send unticked checkboxes, so these are added."""
    boxes = {"follows_default", "may_wall", "full_text_feed"} if "then_wall" in form_data else set()
    return boxes | {name.removesuffix("_0") for name in form_data}


def _values(column: Column) -> Iterator[tuple[str, Any]]:
    for field in column._meta.concrete_fields:
        yield field.attname, field.value_from_object(column)


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
        day, time = _halves(at)
        which = local_time.which_of(at) if at is not None else ""
        yield from ((f"{name}_0", [day]), (f"{name}_1", [time]), (f"{name}_2", [which]))
    elif isinstance(value, bool):
        yield name, ["on"] if value else []
    else:
        yield name.removesuffix("_id"), ["" if value is None else str(value)]


def _halves(at: datetime | None) -> tuple[str, str]:
    return (
        (f"{localtime(at):%Y-%m-%d}", f"{localtime(at):%H:%M:%S}") if at is not None else ("", "")
    )


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
