"""A copy of an SQLite database, for work that would keep every other process from writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection


@contextmanager
def on_a_copy() -> Iterator[None]:
    """Work on a copy that is thrown away; on PostgreSQL, where nobody waits, on the database itself.

    So it is inside a transaction, whose rows no copy has.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    name = connection.settings_dict["NAME"]
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        connection.close()
        connection.settings_dict["NAME"] = str(copy)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
