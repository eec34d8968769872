"""Columnists, topics, series and agencies of an entry: found by name, or created."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, TextField

from articles import slugs
from articles.importing.reading import (
    BYLINE,
    SOURCE,
    BadEntry,
    Entry,
    line,
    moment,
    required,
    shaped,
)
from articles.models import Column, Columnist, Series, Source, Topic
from articles.models.names import same_name

Named = TypeVar("Named", Columnist, Topic, Series)
LICENCE_FIELDS = ("copyright_notice", "expires_at", "may_wall", "full_text_feed", "canonical_url")


def named(model: type[Named], name: str, kind: str) -> Named:
    """Return the row with the slug of the name, else with the name, else a new one.

    The slug may have been edited.
    """
    slug = slugs.slug_of_name(name, kind)
    rows = model._default_manager
    result: Named | None = (
        rows.filter(slug=slug).first() or rows.filter(name=name).first() or same_name(model, name)
    )
    if result is not None:
        return result
    made = model(name=name, slug=slug)
    cleaned(made, f"The {kind} {name}")
    made.save()
    return made


def cleaned(target: Model, what: str, *, exclude: Collection[str] = ()) -> None:
    """Validate the row. Raise BadEntry with all errors as one message."""
    problems = {field: [sentence] for field, sentence in _too_long(target)}
    try:
        target.full_clean(exclude=set(exclude), validate_unique=False, validate_constraints=False)
    except ValidationError as problem:
        problems |= problem.message_dict
    if problems:
        message = "; ".join(
            f"{field} — {' '.join(messages)}" for field, messages in problems.items()
        )
        raise BadEntry(f"{what}: {message}")


def _too_long(target: Model) -> Iterator[tuple[str, str]]:
    """Yield errors for long text fields: full_clean() does not check TextField.max_length."""
    for field in target._meta.concrete_fields:
        most = field.max_length if isinstance(field, TextField) else None
        length = len(getattr(target, field.attname) or "") if most else 0
        if most and length > most:
            yield field.name, f"Ensure this value has at most {most} characters (it has {length})."


def columnists(bylines: list[Any]) -> list[Columnist]:
    found = []
    for value in bylines:
        byline = shaped(value, BYLINE, "A byline")
        columnist = named(Columnist, required(byline, "name", "A byline"), "columnist")
        if "bio" in byline and columnist.short_bio != (byline["bio"] or ""):
            columnist.short_bio = byline["bio"] or ""
            cleaned(columnist, f"The columnist {columnist.name}")
            columnist.save()
        found.append(columnist)
    return found


def topics(names: list[Any]) -> list[Topic]:
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise BadEntry("topics must be a list of names.")
    return [named(Topic, line(name, "topics"), "topic") for name in names]


def set_source(column: Column, values: Entry | None) -> None:
    """Set the agency and the terms of this delivery; null makes the column the site's own."""
    if values is None:
        blank = Column()
        for permission in ("source", *LICENCE_FIELDS):
            setattr(column, permission, getattr(blank, permission))
        return
    terms = shaped(values, SOURCE, "source")
    notice, name = required(terms, "copyright", "source"), required(terms, "name", "source")
    source = (
        Source.objects.filter(name=name).first() or same_name(Source, name) or Source(name=name)
    )
    if column.source_id is None or column.source_id != source.pk:
        column.may_wall, column.full_text_feed = source.may_wall, source.full_text_feed
        column.canonical_url, column.expires_at = "", None
    for key in ("may_wall", "full_text_feed"):
        if key in terms:
            setattr(source, key, bool(terms[key]))
            setattr(column, key, bool(terms[key]))
    source.copyright_notice = column.copyright_notice = notice
    cleaned(source, f"The agency {source.name}")
    source.save()
    column.source = source
    if "canonical_url" in terms:
        column.canonical_url = terms["canonical_url"] or ""
    if "expires_at" in terms:
        column.expires_at = (
            moment(terms["expires_at"], "expires_at") if terms["expires_at"] else None
        )
