"""A shared cache in a database table that never evicts entries.

Rate limits must last until they expire.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
# One atomic statement for parallel workers. With ONLY_EXPIRED, it replaces only expired rows.
UPSERT = """
INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > %s"
ONLY_EXPIRED = "WHERE {table}.expires <= %s"


class CacheTable(DatabaseCache):
    """Store cache entries in the database without Django's MAX_ENTRIES.

    Django's own backend deletes live entries at that limit, and counts all rows at each write. Here
    `manage.py prune` deletes expired rows.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        until = self.get_backend_timeout(timeout)
        expires = _adapted(FOREVER if until is None else datetime.fromtimestamp(until, tz=UTC))
        now = _adapted(datetime.now(UTC))
        table = self._quoted_table()
        if mode == "touch":
            return self._run(TOUCH.format(table=table), expires, key, now)
        stored = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        statement = UPSERT.format(table=table)
        if mode == "add":
            return self._run(
                statement + ONLY_EXPIRED.format(table=table), key, stored, expires, now
            )
        return self._run(statement, key, stored, expires)

    def delete_expired(self, at: datetime) -> int:
        table = self._quoted_table()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires <= %s", [_adapted(at)])  # noqa: S608 - our own table
            return int(cursor.rowcount)

    def _quoted_table(self) -> str:
        return connection.ops.quote_name(self._table)  # type: ignore[attr-defined]  # not in the stubs

    def _run(self, statement: str, *values: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount)


def _adapted(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def delete_expired(at: datetime) -> int:
    """Delete expired rows and return their number; 0 with Redis, which deletes them itself."""
    cache = caches["default"]
    return cache.delete_expired(at) if isinstance(cache, CacheTable) else 0
