"""Import entries as columns: all or none, with an error message for each invalid one."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.exceptions import Refusal
from articles import slugs
from articles.importing import names
from articles.importing.pictures import Pictures
from articles.importing.reading import (
    CORRECTION,
    ENTRY,
    PHOTO,
    BadEntry,
    Entry,
    moment,
    printable,
    required,
    shaped,
)
from articles.models import Column, Correction, Revision, Series
from articles.models.cache_version import deferred_bump
from articles.photos.library import PhotoTexts, all_or_nothing
from articles.publishing import checklist
from articles.publishing.save import save_column
from articles.text import length, markup
from articles.text.removed_content import RemovedContent, sentence
from subscriptions.models import Wall

PLAIN = (
    *("kicker", "headline", "standfirst", "language", "wall", "dateline"),
    *("canonical_url", "seo_title", "seo_description"),
)
AT_ONCE = 20  # entries in a transaction on SQLite: about a second
PAUSE_SECONDS = 0.15  # a process that waits for SQLite tries again every 0.1 seconds
WHY_LENGTH = Revision._meta.get_field("why").max_length


class BadFile(Refusal):
    """A file is invalid, with one error on each line; nothing was imported."""


@dataclass
class Counts:
    """The result of an import.

    `left_out` says for each column what cleaning removed from its text.
    """

    new: int = 0
    updated: int = 0
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        number = self.new + self.updated
        loaded = "1 column" if number == 1 else f"{number} columns"
        summary = f"{loaded} loaded: {self.new} new, {self.updated} updated."
        return "\n".join([summary, *self.left_out])


@dataclass
class _Run:
    """The state of one import."""

    pictures: Pictures
    at: datetime
    why: str
    counts: Counts = field(default_factory=Counts)
    seen: set[str] = field(default_factory=set)

    def begin_again(self) -> None:
        self.counts = Counts()
        self.seen.clear()


def load(entries: Sequence[Any], folder: Path, *, at: datetime, why: str) -> Counts:
    """Save the entries as columns.

    If an entry is invalid, raise BadFile and change nothing: no row, no file.

    SQLite lets one process write at a time. So a long file is first checked in parts that are
    rolled back, then saved in parts, so that other processes wait for one part only. If the desk
    changes data in between, some parts may be saved already, and BadFile says how many columns.
    """
    size = AT_ONCE if connection.vendor == "sqlite" else max(len(entries), 1)
    parts = [entries[start : start + size] for start in range(0, len(entries), size)]
    with all_or_nothing() as stored_files:
        run = _Run(Pictures(folder, stored_files), at, why[:WHY_LENGTH])
        _prepare_pictures(entries, run.pictures)
        problems = _problems(parts, run, is_trial=len(parts) > 1)
        if problems:
            raise BadFile("\n".join(problems))
    if len(parts) > 1:
        run.begin_again()
        problems = _problems(parts, run, is_trial=False)
        if problems:  # the desk has changed something since the dry run
            again = f"{run.counts} You can load the file again: nothing is loaded twice."
            raise BadFile("\n".join([*problems, again]))
    return run.counts


def _prepare_pictures(entries: Sequence[Any], pictures: Pictures) -> None:
    # Before the database is locked, because rendering is slow. _problems() reports the errors with
    # their entries.
    for value in entries:
        with suppress(BadEntry):
            entry = shaped(value, ENTRY, "An entry")
            pictures.prepare_all((entry.get("body_html") or "")[: length.MOST_RAW])
            if entry.get("lead_photo"):
                pictures.prepare(*_lead_photo(entry["lead_photo"]))


def _problems(parts: list[Sequence[Any]], run: _Run, *, is_trial: bool) -> list[str]:
    """Save part by part and return the errors of the entries; roll back every part of a dry run."""
    problems: list[str] = []
    position = 0
    for part in parts:
        if position:
            time.sleep(PAUSE_SECONDS)
        with transaction.atomic(), deferred_bump():
            results = _problems_of(part, position, run)
            problems += results
            is_undone = is_trial or (bool(results) and len(parts) == 1)
            if is_undone:
                transaction.set_rollback(True)
        run.pictures.end_transaction(is_undone=is_undone)
        position += len(part)
    return problems


def _problems_of(part: Sequence[Any], before: int, run: _Run) -> list[str]:
    problems: list[str] = []
    for position, value in enumerate(part, start=before + 1):
        try:
            with transaction.atomic():
                left_out = _load(value, run)
            if message := sentence(left_out):
                run.counts.left_out.append(printable(f"Entry {position}{_named(value)}: {message}"))
        except BadEntry as problem:
            problems.append(printable(f"Entry {position}{_named(value)}: {problem}"))
    return problems


def _load(value: Any, run: _Run) -> RemovedContent:
    left_out: RemovedContent = RemovedContent()
    entry = shaped(value, ENTRY, "An entry")
    slug = entry.get("slug") or slugs.slug_of_name(
        required(entry, "headline", "A column"), "column"
    )
    if slug in run.seen:
        raise BadEntry("this slug is in the file twice.")
    run.seen.add(slug)
    column = Column.objects.filter(slug=slug).first() or Column(slug=slug)
    is_new = column.pk is None
    body = _body(entry, run.pictures, left_out, is_new=is_new)
    _set_fields(column, entry, run.pictures)
    names.cleaned(column, "The column")
    _check_wall_schedule(column)
    _save(column, entry, body, run)
    run.counts.new += is_new
    run.counts.updated += not is_new
    return left_out


def _body(
    entry: Entry, pictures: Pictures, left_out: RemovedContent, *, is_new: bool
) -> str | None:
    if is_new:
        required(entry, "headline", "A new column")
        required(entry, "body_html", "A new column")
    if "body_html" not in entry:
        return None
    source = required(entry, "body_html", "A column")
    if len(source) > length.MOST_RAW:
        raise BadEntry(f"body_html: {length.TOO_LONG_RAW}")
    body = markup.clean(pictures.placed(source), left_out)
    if len(body) > length.MOST_CHARACTERS:
        raise BadEntry(f"body_html: {length.TOO_LONG}")
    if not body:
        raise BadEntry("body_html has nothing in it that a column may show.")
    return body


def _set_fields(column: Column, entry: Entry, pictures: Pictures) -> None:
    """Set the fields. A missing key leaves the value, null resets it."""
    if "wall" in entry and entry["wall"] not in {None, *Wall.values}:
        raise BadEntry(f'wall must be one of {", ".join(Wall.values)}, not "{entry["wall"]}".')
    if "source" in entry:
        names.set_source(column, entry["source"])
    blank = Column()
    if entry.get("wall") not in {None, column.wall}:
        column.follows_default = False  # else the next save of the form would undo the entry's wall
    for key in PLAIN:
        if key in entry:
            setattr(column, key, getattr(blank, key) if entry[key] is None else entry[key])
    if "series" in entry:
        column.series = names.named(Series, entry["series"], "series") if entry["series"] else None
    if "lead_photo" in entry:
        column.lead_photo = (
            pictures.take(*_lead_photo(entry["lead_photo"])) if entry["lead_photo"] else None
        )
    _set_dates(column, entry)


def _check_wall_schedule(column: Column) -> None:
    """Refuse a wall of the file that contradicts the changes scheduled at the desk."""
    if column.follows_default:
        return
    try:
        column.clean_schedule(column.wall)
    except ValidationError as problem:
        raise BadEntry(
            f"wall: the desk has scheduled another wall. {' '.join(problem.messages)}"
        ) from problem


def _lead_photo(values: Entry) -> tuple[str, PhotoTexts]:
    photo = shaped(values, PHOTO, "lead_photo")
    words = PhotoTexts(*[photo.get(key) or "" for key in ("alt", "caption", "credit")])
    return required(photo, "file", "lead_photo"), words


def _set_dates(column: Column, entry: Entry) -> None:
    if "updated_at" in entry:
        column.updated_at = (
            moment(entry["updated_at"], "updated_at") if entry["updated_at"] else None
        )
    if "published_at" not in entry:
        return
    if column.state == Column.State.WITHDRAWN:
        raise BadEntry(
            "the column is withdrawn: publish it at the desk, or leave published_at out of the"
            " entry."
        )
    if entry["published_at"]:
        column.published_at = moment(entry["published_at"], "published_at")
        column.state = Column.State.PUBLISHED
        return
    column.published_at = None
    if column.state == Column.State.PUBLISHED:  # the desk's workflow goes on
        column.state = Column.State.DRAFT


def _save(column: Column, entry: Entry, body: str | None, run: _Run) -> None:
    columnists = names.columnists(entry["bylines"] or []) if "bylines" in entry else None
    topics = names.topics(entry["topics"] or []) if "topics" in entry else None
    corrections = [_correction(value) for value in entry.get("corrections") or []]
    if column.state == Column.State.PUBLISHED:
        errors = checklist.errors(column, body=body)
        # Photos of an archive often have no credit or alternative text; the desk lists those.
        problems = [each.message for each in errors if each.photo is None]
        if problems:
            raise BadEntry(" ".join(problems))

    def save_corrections() -> None:
        if "corrections" in entry:
            column.corrections.all().delete()
            for correction in corrections:
                correction.column = column
                correction.save()

    try:
        save_column(
            column,
            body=body,
            columnists=columnists,
            topics=topics,
            save_inlines=save_corrections,
            by=None,
            at=run.at,
            why=run.why,
            applies_default_wall=False,
        )
    except ValidationError as problem:
        raise BadEntry(" ".join(problem.messages)) from problem


def _correction(value: Any) -> Correction:
    correction = shaped(value, CORRECTION, "A correction")
    at = moment(required(correction, "at", "A correction"), "at")
    made = Correction(at=at, text=required(correction, "text", "A correction"))
    names.cleaned(made, "A correction", exclude={"column"})
    return made


def _named(value: Any) -> str:
    slug, headline = (
        (value.get("slug"), value.get("headline")) if isinstance(value, dict) else (None, None)
    )
    if isinstance(slug, str) and slug.strip():
        return f" ({slug.strip()})"
    return (
        f" ({slugs.slug_of_name(headline, 'column')})"
        if isinstance(headline, str) and headline.strip()
        else ""
    )
