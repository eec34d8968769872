"""Machine-readable timestamps (ISO 8601)."""

from datetime import datetime


def iso_seconds(at: datetime) -> str:
    """Return ISO 8601 in whole seconds, because some feed readers cannot parse fractions."""
    return at.isoformat(timespec="seconds")
