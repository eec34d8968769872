from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar

from django.db import connection, models
from django.db.models import F

# None: write each bump immediately.
_pending: ContextVar[int | None] = ContextVar("pending_bumps", default=None)


class CacheVersion(models.Model):
    """The version of the page cache: one row.

    Its number rises with every change that readers can see.
    """

    SINGLETON_PK: ClassVar[int] = 1
    bumps: ClassVar[int] = 0  # bumps by this process

    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the version, with bumps of this context that are not written yet."""
        # Plain SQL: each page view runs it, and building an ORM query would cost more than it.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number FROM articles_cacheversion WHERE id = %s", [cls.SINGLETON_PK]
            )
            row = cursor.fetchone()
        return (int(row[0]) if row else 0) + (_pending.get() or 0)

    @classmethod
    def bump(cls) -> None:
        CacheVersion.bumps += 1
        pending = _pending.get()
        if pending is not None:
            _pending.set(pending + 1)
            return
        if not cls.objects.filter(pk=cls.SINGLETON_PK).update(number=F("number") + 1):
            CacheVersion.objects.bulk_create(
                [CacheVersion(pk=CacheVersion.SINGLETON_PK)], ignore_conflicts=True
            )


@contextmanager
def deferred_bump() -> Iterator[None]:
    """Write the new version once, at the end of a long transaction."""
    # Every save updates this row: an early write would lock it until the transaction ends.
    token = _pending.set(0)
    try:
        yield
        pending_bumps = _pending.get()
    finally:
        _pending.reset(token)
    if pending_bumps and not connection.needs_rollback:  # rolled-back changes are invisible
        CacheVersion.bump()


class ColumnCacheVersion(models.Model):
    """The version of one column's page, raised by changes below the column, such as a comment."""

    column = models.OneToOneField(
        "articles.Column", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.column_id}: {self.number}"

    @classmethod
    def bump(cls, column_pk: int) -> None:
        """Raise the version. Call it in the transaction of the change."""
        # One statement, so that of two concurrent changes none is lost.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_columncacheversion (column_id, number) VALUES (%s, 1) "
                "ON CONFLICT (column_id) "
                "DO UPDATE SET number = articles_columncacheversion.number + 1",
                [column_pk],
            )
