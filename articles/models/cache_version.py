from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar

from django.db import connection, models
from django.db.models import F

_pending: ContextVar[int | None] = ContextVar("pending_turns", default=None)  # None: write each turn immediately


class Edition(models.Model):
    """A number that rises whenever anything that readers see changes: what a process keeps is keyed by it."""

    THE_ONE: ClassVar[int] = 1
    turns: ClassVar[int] = 0  # by this process

    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """In plain SQL: every page asks, and building this query with the ORM would cost more than the answer."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM articles_edition WHERE id = %s", [cls.THE_ONE])
            row = cursor.fetchone()
        return (int(row[0]) if row else 0) + (_pending.get() or 0)

    @classmethod
    def turn(cls) -> None:
        Edition.turns += 1
        pending = _pending.get()
        if pending is not None:
            _pending.set(pending + 1)
            return
        if not cls.objects.filter(pk=cls.THE_ONE).update(number=F("number") + 1):
            Edition.objects.bulk_create([Edition(pk=Edition.THE_ONE)], ignore_conflicts=True)


@contextmanager
def deferred_bump() -> Iterator[None]:
    """Write the edition once, at the end of a long transaction.

    Every save of the desk writes this row and would otherwise wait from the transaction's first save on.
    """
    token = _pending.set(0)
    try:
        yield
        turned = _pending.get()
    finally:
        _pending.reset(token)
    if turned and not connection.needs_rollback:  # rolled-back changes are invisible
        Edition.turn()


class ColumnEdition(models.Model):
    """A number that rises whenever what readers say under one column changes: its own page is stale, and no other's."""

    column = models.OneToOneField("articles.Column", on_delete=models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.column_id}: {self.number}"

    @classmethod
    def turn(cls, column_pk: int) -> None:
        """In one statement: of two changes at once neither may be left out. Call it in the change's transaction."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_columnedition (column_id, number) VALUES (%s, 1) "
                "ON CONFLICT (column_id) DO UPDATE SET number = articles_columnedition.number + 1",
                [column_pk],
            )
