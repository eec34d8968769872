"""Where readers' files lie: below MEDIA_ROOT/private, under names that tell nothing."""

import secrets
from pathlib import Path

from articles.storage import originals

FOLDER = "story-ideas"

__all__ = ["FOLDER", "idea_file_path", "originals"]


def idea_file_path(file: object, filename: str) -> str:
    """The suffix is the kind that was recognised, never what the reader's file was called."""
    return f"{FOLDER}/{secrets.token_urlsafe(16)}{Path(filename).suffix.lower()}"
