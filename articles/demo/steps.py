"""What higher apps add to the demo, registered in their AppConfig.ready(); each changes nothing where it has been."""

from collections.abc import Callable
from datetime import datetime

Step = Callable[[datetime], str]  # gives a line to print, or nothing

_steps: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    _steps[name] = step


def take(at: datetime) -> list[str]:
    return [message for step in _steps.values() if (message := step(at))]
