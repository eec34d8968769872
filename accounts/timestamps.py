"""Machine-readable timestamps (ISO 8601)."""

from datetime import datetime


def iso_seconds(at: datetime) -> str:
    """Return ISO 8601 in whole seconds, because reader apps misread fractions."""
    return at.isoformat(timespec="seconds")
