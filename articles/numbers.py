"""Numbers that are written by somebody outside: plain digits, and no more than a database holds."""

KEY = 18  # digits that any key may have
COUNT = 9  # of a version, a position, a number of rows


def number_in(source: str, *, digits: int = KEY) -> int | None:
    """None for anything else: other scripts' digits, signs, nonsense, endless numbers."""
    return int(source) if source.isascii() and source.isdigit() and len(source) <= digits else None
