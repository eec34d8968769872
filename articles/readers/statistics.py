"""Counts of readings for the desk, collected in memory and written every few seconds.

A worker that is killed loses a few seconds of counts. The meter has its own rows and loses nothing.
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

from articles.models import ColumnDailyStat
from subscriptions.paywall.access import Access, Reason

SECONDS = 5.0  # between two writes
MOST_KEYS = 50_000  # kept in memory while the database does not answer; more are dropped

Kind = ColumnDailyStat.Kind
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
INSERT INTO articles_columndailystat (column_id, day, kind, number) VALUES {rows}
ON CONFLICT (column_id, day, kind)
    DO UPDATE SET number = articles_columndailystat.number + excluded.number
"""

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_waiting: Counter[Key] = Counter()


def reading(column_pk: int, access: Access, *, at: datetime) -> None:
    """Count a reading or a wall; access by staff permission is not counted."""
    kind = KINDS.get(access.reason)
    if kind is not None:
        count(column_pk, kind, at=at)


def count(column_pk: int, kind: ColumnDailyStat.Kind, *, at: datetime) -> None:
    with _lock:
        _waiting[column_pk, timezone.localdate(at), kind.value] += 1


def flush() -> None:
    """Write the collected counts. If the database fails, keep them for the next time."""
    with _lock:
        rows = dict(_waiting)
        _waiting.clear()
    try:
        _add(rows)
    except Error as problem:
        logger.warning("Readings could not be counted yet: %s", problem)
        with _lock:
            if len(_waiting) + len(rows) <= MOST_KEYS:
                _waiting.update(rows)


def start() -> None:
    """Start the writing thread in this process and in each process forked from it."""
    _begin()
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_restart_after_fork
    )
    atexit.register(flush)


def forget_old(at: datetime) -> int:
    gone, _ = ColumnDailyStat.objects.filter(
        day__lt=timezone.localdate(at).replace(day=1, year=at.year - 3)
    ).delete()
    return gone


def _begin() -> None:
    threading.Thread(target=_flush_regularly, name="counting", daemon=True).start()


def _restart_after_fork() -> None:
    _waiting.clear()  # the parent process writes these
    # acquired before the fork, because a lock held by another thread would never be released
    # here
    _lock.release()
    _begin()


def _flush_regularly() -> None:
    while True:
        time.sleep(SECONDS)
        if _waiting:
            flush()
            connections.close_all()


@transaction.atomic
def _add(rows: dict[Key, int]) -> None:
    """Add the counts, all or none, because failed writes are repeated."""
    ordered = sorted(rows.items())  # the same lock order in all workers, against deadlocks
    for first in range(0, len(ordered), 200):
        part = ordered[first : first + 200]
        values = [
            value
            for (pk, day, kind), number in part
            for value in (pk, connection.ops.adapt_datefield_value(day), kind, number)
        ]
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(part))), values)
