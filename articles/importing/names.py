"""Columnists, topics, series and agencies that an entry names: matched by the slug of their name, made where new."""

import hashlib
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from articles.importing.reading import BYLINE, SOURCE, BadEntry, Entry, moment, required, shaped
from articles.models import Column, Columnist, Series, Source, Topic
from articles.models.names import SLUG_LENGTH

Named = TypeVar("Named", Columnist, Topic, Series)
RIGHTS = ("copyright_notice", "expires_at", "may_wall", "full_text_feed", "canonical_url")


def slug_of(name: str, kind: str) -> str:
    """The slug of a name; one in a script that slugs cannot write gets a stable short code."""
    slug = slugify(name)[:SLUG_LENGTH].strip("-")
    return slug or f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def named(model: type[Named], name: str, kind: str) -> Named:
    slug = slug_of(name, kind)
    found: Named | None = model._default_manager.filter(slug=slug).first()
    if found is not None:
        return found
    made = model(name=name, slug=slug)
    cleaned(made, f"The {kind} {name}")
    made.save()
    return made


def cleaned(thing: Any, what: str) -> None:
    """Let the model's own rules speak, as one sentence."""
    try:
        thing.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as problem:
        said = [f"{field} — {' '.join(messages)}" for field, messages in problem.message_dict.items()]
        raise BadEntry(f"{what}: {'; '.join(said)}") from problem


def columnists(bylines: list[Any]) -> list[Columnist]:
    found = []
    for given in bylines:
        byline = shaped(given, BYLINE, "A byline")
        columnist = named(Columnist, required(byline, "name", "A byline"), "columnist")
        if byline.get("bio") is not None and columnist.short_bio != byline["bio"]:
            columnist.short_bio = byline["bio"]
            cleaned(columnist, f"The columnist {columnist.name}")
            columnist.save()
        found.append(columnist)
    return found


def topics(names: list[Any]) -> list[Topic]:
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise BadEntry("topics must be a list of names.")
    return [named(Topic, name.strip(), "topic") for name in names]


def set_source(column: Column, given: Entry | None) -> None:
    """The agency and the rights that come with this delivery; null makes the column the house's own again."""
    if given is None:
        blank = Column()
        for right in ("source", *RIGHTS):
            setattr(column, right, getattr(blank, right))
        return
    terms = shaped(given, SOURCE, "source")
    notice = required(terms, "copyright", "source")
    source = Source.objects.filter(name=required(terms, "name", "source")).first() or Source(name=terms["name"].strip())
    source.copyright_notice = notice
    source.may_wall, source.full_text_feed = bool(terms.get("may_wall")), bool(terms.get("full_text_feed"))
    cleaned(source, f"The agency {source.name}")
    source.save()
    column.source, column.copyright_notice = source, notice
    column.may_wall, column.full_text_feed = source.may_wall, source.full_text_feed
    column.canonical_url = terms.get("canonical_url") or ""
    column.expires_at = moment(terms["expires_at"], "expires_at") if terms.get("expires_at") else None
