"""A registry of demo steps of other apps, which register in AppConfig.ready().

A repeated step changes nothing.
"""

from collections.abc import Callable
from datetime import datetime

Step = Callable[[datetime], str]  # returns a line to print, or ""

_steps: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    _steps[name] = step


def run_all(at: datetime) -> list[str]:
    return [message for step in _steps.values() if (message := step(at))]
