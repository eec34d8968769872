"""Fixtures for tests of articles: columnists, topics, and JSON files to import."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from PIL import Image

from articles.models import Columnist, Topic
from tests.articles.loading import Load


@pytest.fixture
def ada(db: None) -> Columnist:
    return Columnist.objects.create(
        name="Ada Quill", slug="ada-quill", short_bio="Ada Quill keeps bees."
    )


@pytest.fixture
def harbours(db: None) -> Topic:
    return Topic.objects.create(name="Harbours", slug="harbours")


@pytest.fixture
def load(tmp_path: Path, settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Return a function load(entry, ...) that writes and imports a file, and returns the command's
    output.
    """
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")

    def run(*entries: Any, content: bytes | None = None) -> str:
        file = tmp_path / "columns.json"
        file.write_bytes(json.dumps(entries).encode() if content is None else content)
        printed = StringIO()
        call_command("load_columns", str(file), stdout=printed)
        return printed.getvalue().strip()

    return run


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (900, 600), "teal").save(tmp_path / "photos" / "sea.jpg")
    return "photos/sea.jpg"
