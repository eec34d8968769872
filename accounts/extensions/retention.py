"""Registry of retention steps that `manage.py prune` runs.

Apps register theirs in AppConfig.ready().
"""

from collections.abc import Callable, Iterator
from datetime import datetime

PruneStep = Callable[[datetime], int]  # deletes what has expired and returns the number of rows

_steps: dict[str, PruneStep] = {}


def register(name: str, part: PruneStep) -> None:
    """Register a step; the command prints `name` before the number of rows."""
    _steps[name] = part


def forget(at: datetime) -> Iterator[tuple[str, int]]:
    for name, part in _steps.items():
        yield name, part(at)
