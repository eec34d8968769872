"""Parsing of numbers from URLs and forms, limited to what the database can store."""

KEY = 18  # most digits of a primary key
COUNT = 9  # most digits of a version, position or row count


def parse_number(source: str, *, digits: int = KEY) -> int | None:
    """Return the number.

    Return None for signs, digits of other scripts, too many digits or anything else.
    """
    return int(source) if source.isascii() and source.isdigit() and len(source) <= digits else None


def parse_number_in(source: str, lowest: int, largest: int) -> int | None:
    number = parse_number(source, digits=len(str(largest)))
    return number if number is not None and lowest <= number <= largest else None
