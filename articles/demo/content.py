"""Filling a site with the demo's columns: dated back from today, so that there is always something new."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from articles import photos
from articles.importing.loading import Counts, load
from articles.importing.names import named, slug_of
from articles.models import Column, Columnist, ColumnistLink, Series, Topic
from articles.photos import Words

FOLDER = Path(__file__).resolve().parent


def is_loaded() -> bool:
    slugs = {entry["slug"] for entry in _read("columns.json")}
    return Column.objects.filter(slug__in=slugs).count() == len(slugs)


def fill(*, at: datetime) -> Counts:
    """Load or refresh the demo; its dates count from `at`."""
    counts = load([_dated(entry, at) for entry in _read("columns.json")], FOLDER, at=at, why="Demo")
    for entry in _read("columnists.json"):
        _introduce(entry)
    names = _read("topics.json")
    for entry in names["topics"]:
        topic = named(Topic, entry["name"], "topic")
        topic.description = entry["description"]
        topic.save()
    for entry in names["series"]:
        series = named(Series, entry["name"], "series")
        series.description = entry["description"]
        series.save()
    return counts


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def _dated(entry: dict[str, Any], at: datetime) -> dict[str, Any]:
    dated = {key: value for key, value in entry.items() if key != "days_ago"}
    dated["published_at"] = _days_before(at, entry["days_ago"])
    if "corrections" in entry:
        dated["corrections"] = [
            {"at": _days_before(at, each["days_ago"]), "text": each["text"]} for each in entry["corrections"]
        ]
    return dated


def _days_before(at: datetime, days: float | None) -> str | None:
    return None if days is None else (at - timedelta(days=days)).isoformat()


def _introduce(entry: dict[str, Any]) -> None:
    columnist = Columnist.objects.get(slug=slug_of(entry["name"], "columnist"))
    columnist.short_bio, columnist.long_bio = entry["short_bio"], entry["long_bio_html"]
    portrait = entry["portrait"]
    with (FOLDER / portrait["file"]).open("rb") as file:
        columnist.portrait = photos.take(file, Words(alt=portrait["alt"], credit=portrait["credit"]))
    columnist.save()
    columnist.links.all().delete()
    for place, link in enumerate(entry["links"]):
        ColumnistLink.objects.create(columnist=columnist, position=place, **link)
