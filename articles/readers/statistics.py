"""Counting readings, for the desk: in the worker's memory, and every few seconds as one statement in the database.

A worker that is killed loses a few seconds of these numbers. The meter has rows of its own and loses nothing.
"""

import atexit
import logging
import os
import threading
import time
from collections import Counter
from datetime import date, datetime

from django.db import Error, connection, connections, transaction
from django.utils import timezone

from articles.models import ColumnDay
from subscriptions.paywall.access import Access, Reason

SECONDS = 5.0  # between two writings
MOST_KEYS = 50_000  # that wait for a database which does not answer; the rest is dropped

Kind = ColumnDay.Kind
Key = tuple[int, date, str]

KINDS = {
    Reason.FREE: Kind.FREE,
    Reason.METERED: Kind.METERED,
    Reason.ENTITLED: Kind.ENTITLED,
    Reason.INSTITUTION: Kind.ENTITLED,
    Reason.REGISTERED: Kind.ACCOUNT,
    Reason.GIFT: Kind.GIFT,
    Reason.EMAIL_LINK: Kind.GIFT,
    Reason.MUST_SUBSCRIBE: Kind.WALL,
    Reason.MUST_REGISTER: Kind.WALL,
    Reason.METER_SPENT: Kind.WALL,
    Reason.NETWORK_SPENT: Kind.WALL,
}
ADD = """
INSERT INTO articles_columnday (column_id, day, kind, number) VALUES {rows}
ON CONFLICT (column_id, day, kind) DO UPDATE SET number = articles_columnday.number + excluded.number
"""

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_waiting: Counter[Key] = Counter()


def reading(column_pk: int, access: Access, *, at: datetime) -> None:
    """A reader got the column, or met its wall. What the desk itself opens is no reading."""
    kind = KINDS.get(access.reason)
    if kind is not None:
        count(column_pk, kind, at=at)


def count(column_pk: int, kind: ColumnDay.Kind, *, at: datetime) -> None:
    with _lock:
        _waiting[column_pk, timezone.localdate(at), kind.value] += 1


def flush() -> None:
    """Write what waits. What the database does not take now waits on: nobody's reading fails for a number."""
    with _lock:
        rows = dict(_waiting)
        _waiting.clear()
    try:
        _add(rows)
    except Error as problem:
        logger.warning("Readings could not be counted yet: %s", problem)
        _wait_on(rows)


def start() -> None:
    """Let a thread of this process write from now on, and one of each process that is forked from it."""
    _begin()
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_begin_anew)
    atexit.register(flush)


def forget_old(at: datetime) -> int:
    """Numbers older than three years: what a day was like then is told by the reports of money."""
    gone, _ = ColumnDay.objects.filter(day__lt=timezone.localdate(at).replace(day=1, year=at.year - 3)).delete()
    return gone


def _begin() -> None:
    threading.Thread(target=_write_on, name="counting", daemon=True).start()


def _begin_anew() -> None:
    """In a fork: what waits is its parent's to write. The lock was held over the fork, or it might stay shut here."""
    _waiting.clear()
    _lock.release()
    _begin()


def _write_on() -> None:
    while True:
        time.sleep(SECONDS)
        if _waiting:
            flush()
            connections.close_all()


@transaction.atomic
def _add(rows: dict[Key, int]) -> None:
    """All or none, for what fails is tried again; in the order of their keys, so that two workers never wait long."""
    ordered = sorted(rows.items())
    for first in range(0, len(ordered), 200):
        part = ordered[first : first + 200]
        values = [
            value
            for (pk, day, kind), number in part
            for value in (pk, connection.ops.adapt_datefield_value(day), kind, number)
        ]
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(part))), values)


def _wait_on(rows: dict[Key, int]) -> None:
    with _lock:
        if len(_waiting) + len(rows) <= MOST_KEYS:
            _waiting.update(rows)
