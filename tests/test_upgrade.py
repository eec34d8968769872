"""A site of the first version is upgraded with its data."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

NAME = "first_version"


@pytest.fixture
def empty_database(db: None, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database on the engine of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'first.sqlite3'}"
        return
    options = connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        yield f"postgres://{options['USER']}@{options['HOST']}:{options['PORT']}/{NAME}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.promise(
    "A site of version 0.1 is upgraded by `migrate`, with its data", section="operations"
)
def test_a_site_of_the_first_version_is_upgraded(empty_database: str, tmp_path: Path) -> None:
    """Each table has a row; rows, values and permissions of an operator's group are still there."""
    env = {
        **os.environ,
        "DEBUG": "1",  # without collected static files
        "DATABASE_URL": empty_database,
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade_site"],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "upgraded\n", done.stderr
