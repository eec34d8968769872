"""The one spelling of a moment for machines."""

from datetime import datetime


def iso_seconds(at: datetime) -> str:
    """ISO 8601 in whole seconds: extractors misread fractions."""
    return at.isoformat(timespec="seconds")
