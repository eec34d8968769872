"""Load the demo's columns, with dates counted back from now so that some are always new."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from articles.importing.loading import Counts, load
from articles.importing.names import named
from articles.models import CacheVersion, Column, Columnist, ColumnistLink, OldSlug, Series, Topic
from articles.photos import library
from articles.photos.library import PhotoTexts

FOLDER = Path(__file__).resolve().parent


def missing() -> list[Any]:
    """Return the demo's columns that the database lacks, by their slug and former slugs."""
    entries: list[Any] = _read("columns.json")
    slugs = [entry["slug"] for entry in entries]
    here = {*Column.objects.filter(slug__in=slugs).values_list("slug", flat=True)}
    here |= {*OldSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True)}
    return [entry for entry in entries if entry["slug"] not in here]


def everything() -> list[Any]:
    entries: list[Any] = _read("columns.json")
    return entries


def fill(entries: list[Any], *, at: datetime) -> Counts:
    """Load these columns; their dates count back from `at`."""
    # Names first, so that they are complete whenever a column exists.
    for entry in _read("columnists.json"):
        _create_columnist(entry)
    names = _read("topics.json")
    for entry in names["topics"]:
        _describe(named(Topic, entry["name"], "topic"), entry)
    for entry in names["series"]:
        _describe(named(Series, entry["name"], "series"), entry)
    counts = load([_dated(entry, at) for entry in entries], FOLDER, at=at, why="Demo")
    for entry in names["series"]:
        series = Series.objects.get(name=entry["name"])
        dated = series.columns.exclude(published_at=None).order_by("published_at", "pk")
        for position, column in enumerate(dated, start=1):
            series.columns.filter(pk=column.pk).update(series_position=position)
    CacheVersion.bump()  # update() sends no signals
    return counts


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def _dated(entry: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Return the entry in the format of load_columns."""
    dated = {key: value for key, value in entry.items() if key != "days_ago"}
    # Without bios, because the desk may have rewritten them.
    dated["bylines"] = [{"name": byline["name"]} for byline in entry["bylines"]]
    dated["published_at"] = _days_before(at, entry["days_ago"])
    if "corrections" in entry:
        dated["corrections"] = [
            {"at": _days_before(at, each["days_ago"]), "text": each["text"]}
            for each in entry["corrections"]
        ]
    return dated


def _days_before(at: datetime, days: float | None) -> str | None:
    return None if days is None else (at - timedelta(days=days)).isoformat()


def _create_columnist(entry: dict[str, Any]) -> None:
    columnist = named(Columnist, entry["name"], "columnist")
    # Complete already, or edited at the desk.
    if columnist.long_bio or columnist.portrait_id:
        return
    columnist.short_bio, columnist.long_bio = entry["short_bio"], entry["long_bio_html"]
    portrait = entry["portrait"]
    with (FOLDER / portrait["file"]).open("rb") as file:
        columnist.portrait = library.get_or_create(
            file, PhotoTexts(alt=portrait["alt"], credit=portrait["credit"])
        )
    columnist.save()
    for position, link in enumerate(entry["links"]):
        ColumnistLink.objects.create(columnist=columnist, position=position, **link)


def _describe(name: Topic | Series, entry: dict[str, Any]) -> None:
    if not name.description:
        name.description = entry["description"]
        name.save()
