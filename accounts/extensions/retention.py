"""What every app forgets in time: parts that `manage.py prune` runs, registered in their AppConfig.ready()."""

from collections.abc import Callable, Iterator
from datetime import datetime

Part = Callable[[datetime], int]  # forgets what is over at that moment, and says how many rows that was

_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """`name` is what the command prints before the number."""
    _parts[name] = part


def forget(at: datetime) -> Iterator[tuple[str, int]]:
    for name, part in _parts.items():
        yield name, part(at)
