"""Pictures: originals in MEDIA_ROOT/private without URLs, renditions in MEDIA_ROOT/public."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def originals() -> FileSystemStorage:
    return FileSystemStorage(location=Path(settings.MEDIA_ROOT) / "private")


def public() -> FileSystemStorage:
    return FileSystemStorage(
        location=Path(settings.MEDIA_ROOT) / "public", base_url=settings.MEDIA_URL
    )


def original_path(photo: object, filename: str) -> str:
    """Return a random path with the suffix of the detected format.

    Names of uploads may be private.
    """
    return f"photos/{secrets.token_urlsafe(16)}{Path(filename).suffix.lower()}"
