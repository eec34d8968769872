"""Two indexes: one for everyone (never the hidden text), one with walled bodies for the entitled and the desk."""

from datetime import datetime

from articles.models import Column


def index(column: Column, body: str, *, at: datetime) -> None:
    """Bring both indexes up to date with a column that was saved."""
