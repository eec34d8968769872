"""Parsing of numbers from URLs and forms, limited to what the database can store."""

KEY = 18  # most digits of a primary key
COUNT = 9  # most digits of a version, position or row count


def number_in(source: str, *, digits: int = KEY) -> int | None:
    """Return the number; None for signs, digits of other scripts, too many digits or anything
    else.
    """
    return int(source) if source.isascii() and source.isdigit() and len(source) <= digits else None
