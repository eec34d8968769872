"""Who at the desk is acting right now, for what keeps a record of it: a signal knows no request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from accounts.models import User

_somebody: ContextVar[User | None] = ContextVar("somebody at the desk", default=None)


def somebody() -> User | None:
    """None for commands, imports and everything else that nobody at the desk does."""
    return _somebody.get()


@contextmanager
def acts(user: User | None) -> Iterator[None]:
    token = _somebody.set(user)
    try:
        yield
    finally:
        _somebody.reset(token)
