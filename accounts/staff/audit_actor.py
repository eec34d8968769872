"""The staff user of the current request, for audit signals, which have no request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from accounts.models import User

_somebody: ContextVar[User | None] = ContextVar("somebody at the desk", default=None)


def current_staff() -> User | None:
    """Return the acting staff user; None in commands, imports and tasks."""
    return _somebody.get()


@contextmanager
def acting_as(user: User | None) -> Iterator[None]:
    token = _somebody.set(user)
    try:
        yield
    finally:
        _somebody.reset(token)
