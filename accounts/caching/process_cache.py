"""A value that each process reads again after a few seconds.

For what nearly every request needs. Django's local-memory cache would unpickle it each time.
"""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class ProcessCache(Generic[T]):
    """A function without arguments whose result is cached; see `cache_for`."""

    def __init__(self, load: Callable[[], T], seconds: float) -> None:
        self.load = load
        self.seconds = seconds
        self._cached: tuple[float, T] | None = None

    def __call__(self) -> T:
        now = time.monotonic()
        cached = self._cached
        if cached is None or now - cached[0] >= self.seconds:
            cached = self._cached = (now, self.load())
        return cached[1]

    def cache_clear(self) -> None:
        self._cached = None


def cache_for(seconds: float) -> Callable[[Callable[[], T]], ProcessCache[T]]:
    """Decorate a function without arguments to call it at most once in so many seconds."""
    return lambda load: ProcessCache(load, seconds)
