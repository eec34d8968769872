"""Run a long transaction on a copy of the SQLite database.

Other processes can write meanwhile.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection


@contextmanager
def sqlite_copy() -> Iterator[None]:
    """Use a temporary copy of the SQLite database in this block.

    PostgreSQL needs no copy, because its writers do not block each other. Inside a transaction the
    database itself is used, because a copy would lack uncommitted rows.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    name = connection.settings_dict["NAME"]
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            # Unlike copying the file, this includes pages that are still in the WAL.
            connection.connection.backup(target)
        connection.close()
        connection.settings_dict["NAME"] = str(copy)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
