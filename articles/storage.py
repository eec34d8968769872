"""Where pictures lie: originals below MEDIA_ROOT/private, never by URL; renditions below MEDIA_ROOT/public."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def originals() -> FileSystemStorage:
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT) / "private")


def public() -> FileSystemStorage:
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT) / "public", base_url=settings.MEDIA_URL)


def original_path(photo: object, filename: str) -> str:
    """A name that tells nothing and cannot be guessed; the suffix is the format that was recognised."""
    return f"photos/{secrets.token_urlsafe(16)}{Path(filename).suffix.lower()}"
