"""What every app forgets in time: parts that `manage.py prune` runs, registered in their AppConfig.ready()."""

from collections.abc import Callable, Iterator
from datetime import datetime

PruneStep = Callable[[datetime], int]  # forgets what is over at that moment, and says how many rows that was

_steps: dict[str, PruneStep] = {}


def register(name: str, part: PruneStep) -> None:
    """`name` is what the command prints before the number."""
    _steps[name] = part


def forget(at: datetime) -> Iterator[tuple[str, int]]:
    for name, part in _steps.items():
        yield name, part(at)
