"""Storage of readers' files: below MEDIA_ROOT/private, with random names."""

import secrets
from pathlib import Path

from articles.storage import originals

FOLDER = "story-ideas"

__all__ = ["FOLDER", "idea_file_path", "originals"]


def idea_file_path(file: object, filename: str) -> str:
    """Return a random path. The suffix is the recognised type, not the reader's file name."""
    return f"{FOLDER}/{secrets.token_urlsafe(16)}{Path(filename).suffix.lower()}"
