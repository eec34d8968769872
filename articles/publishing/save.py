"""Save a column: the one function for the desk, importers and demo data."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_datetime

from accounts.models import User
from articles import slugs, wall_schedule
from articles.models import (
    Byline,
    CacheVersion,
    Column,
    Columnist,
    ColumnText,
    ColumnTopic,
    OldSlug,
    Revision,
    Topic,
)
from articles.photos import usage
from articles.publishing import autosave, workflow
from articles.publishing.workflow import Move
from articles.search import index
from articles.text import markup, teaser
from subscriptions.links import preview
from subscriptions.models import PaywallChange
from subscriptions.paywall import audit

COMPUTED_FIELDS = (
    "teaser",
    "published_at",
    "wall",
    *Column.SCHEDULE_FIELDS,
    "then_from",
    "later_from",
)
SNAPSHOT_SKIPS = {"then_from", "later_from", "id", "version", "created_at", "teaser"}


@transaction.atomic
def save_column(
    column: Column,
    *,
    by: User | None,
    at: datetime,
    body: str | None = None,
    columnists: Sequence[Columnist] | None = None,
    topics: Sequence[Topic] | None = None,
    save_inlines: Callable[[], None] | None = None,
    move: Move | None = None,
    note: str = "",
    why: str = "",
    form: str = "",
    applies_default_wall: bool | None = None,
) -> Revision:
    """Make the move, save the column as a new version, and record the move or the note.

    None leaves the body (HTML), the bylines (in printed order) or the topics as they are. Check
    permissions and the move (`workflow.check_move`) before. Raise ValidationError if the body's
    teaser break shows too much.
    """
    is_new, state_before = column._state.adding, column.state
    if move is not None:
        workflow.apply(move, column, at=at)
    # Before the row, because it reads the former slug from the database.
    redirect_old_slug(column, at=at)
    column.save()
    if columnists is not None:
        _set_bylines(column, columnists)
    if save_inlines is not None:
        save_inlines()
    if topics is not None:
        _set_topics(column, topics)
    text, _ = ColumnText.objects.get_or_create(column=column)
    if body is not None:
        text.body = markup.clean(body)
        text.save()
        usage.record(text.body, column=column)
    # A new column takes it, and the form's, where the user sees it. Imports leave the wall.
    if applies_default_wall or (applies_default_wall is None and is_new):
        wall_schedule.apply_default(column)
    _save_computed_fields(column, text, at)
    live_from = column.published_at if column.state == Column.State.PUBLISHED else None
    column.bylines.update(live_from=live_from)
    column.column_topics.update(live_from=live_from)
    # After topics and dates, which the index contains.
    index.index(column, text.body, at=at)
    CacheVersion.bump()
    new_snapshot = snapshot(column, text)
    before = column.revisions.values_list("snapshot", flat=True).first()
    if before is not None:
        _note_wall(column, before, new_snapshot, by=by, at=at)
        _end_preview_links(column, before, at=at)
    revision = Revision.objects.create(
        column=column,
        version=column.version,
        snapshot=new_snapshot,
        saved_at=at,
        saved_by=by,
        why=why or (move.past_label if move is not None else ""),
        form=form,
    )
    if by is not None and (move is not None or note):
        workflow.record(column, by=by, at=at, move=move, before=state_before, note=note)
    if by is not None and form:
        autosave.forget(form, user=by)
    return revision


def redirect_old_slug(column: Column, *, at: datetime) -> None:
    """Redirect a public slug that changes, unless another column uses it. Call before saving."""
    OldSlug.objects.filter(slug=column.slug, column_id=column.pk).delete()
    if not column.pk:
        return
    before = Column.objects.filter(pk=column.pk).exclude(slug=column.slug).first()
    if before is not None and before.has_appeared(at):
        OldSlug.objects.update_or_create(slug=before.slug, defaults={"column": before})


def free_slug(slug: str, *, column: Column) -> str:
    return slugs.free(slug, Column.objects.exclude(pk=column.pk))


def snapshot(column: Column, text: ColumnText) -> dict[str, Any]:
    """Return the whole column as JSON-serializable data for a revision."""
    fields = [field for field in column._meta.concrete_fields if field.name not in SNAPSHOT_SKIPS]
    corrections = column.corrections.values("at", "text")
    return {
        **{field.attname: field.value_from_object(column) for field in fields},
        "body": text.body,
        "bylines": list(column.bylines.values_list("columnist__slug", flat=True)),
        "topics": list(column.column_topics.values_list("topic__slug", flat=True)),
        "corrections": list(corrections),
        "related": list(column.related.values_list("other__slug", flat=True)),
    }


def _set_bylines(column: Column, columnists: Sequence[Columnist]) -> None:
    column.bylines.all().delete()
    ordered = list(dict.fromkeys(columnists))
    Byline.objects.bulk_create(
        Byline(column=column, columnist=columnist, position=position)
        for position, columnist in enumerate(ordered)
    )


def _set_topics(column: Column, topics: Sequence[Topic]) -> None:
    # The order of the rows is the order of the topics, so only an appended topic can be inserted.
    requested = list(dict.fromkeys(topic.pk for topic in topics))
    column.column_topics.exclude(topic__in=requested).delete()
    filed = list(column.column_topics.values_list("topic", flat=True))
    if filed != requested[: len(filed)]:
        column.column_topics.all().delete()
        filed = []
    ColumnTopic.objects.bulk_create(
        ColumnTopic(column=column, topic_id=pk) for pk in requested[len(filed) :]
    )


def _save_computed_fields(column: Column, text: ColumnText, at: datetime) -> None:
    column.teaser = teaser.cut(text.body)
    if column.state == Column.State.PUBLISHED and column.published_at is None:
        column.published_at = at
    wall_schedule.set_moments(column)
    remaining = {name: getattr(column, name) for name in COMPUTED_FIELDS}
    Column.objects.filter(pk=column.pk).update(version=F("version") + 1, **remaining)
    column.refresh_from_db(fields=["version"])


def _end_preview_links(column: Column, before: dict[str, Any], *, at: datetime) -> None:
    """Revoke preview links if a published column gets a later date: they must not open it."""
    dated = parse_datetime(before["published_at"]) if before.get("published_at") else None
    had_appeared = Column(state=before.get("state", ""), published_at=dated).has_appeared(at)
    if had_appeared and not column.has_appeared(at):
        preview.revoke_all(column.pk, at=at)


def _note_wall(
    column: Column,
    before: dict[str, Any],
    new_snapshot: dict[str, Any],
    *,
    by: User | None,
    at: datetime,
) -> None:
    changes = [
        (label, str(before.get(name) or ""), str(new_snapshot.get(name) or ""))
        for name, label in wall_schedule.COLUMN_LABELS.items()
    ]
    audit.log_changes(
        what=PaywallChange.What.WALL,
        subject=column.headline,
        pk=column.pk,
        changes=changes,
        by=by,
        at=at,
    )
