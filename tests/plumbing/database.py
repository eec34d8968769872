"""The database of a test run: an SQLite file or the temporary PostgreSQL, with the rows that
migrations insert.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections

from subscriptions.institutions import lookup
from subscriptions.metering import policy
from subscriptions.paywall import offer

TEMPLATES = settings.BASE_DIR / "var" / "tests"
NEEDS_POSTGRES = "This test needs PostgreSQL: run it with python3 dev.py test --postgres"


def pytest_configure() -> None:
    # By default Django has one connection for each thread and event loop: Playwright's loop would
    # open a second one.
    connections._connections = threading.local()  # type: ignore[attr-defined] # the stubs leave it out; a local has all that Django asks of it


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    database = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    if connection.vendor == "sqlite":
        # A file, because the threads of the live server would share one connection to a database in
        # memory.
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    if connection.vendor == "sqlite":
        migrated_once(Path(database["TEST"]["NAME"]))


def migrated_once(name: Path) -> None:
    """Copy a migrated SQLite database to `name`; migrate it only if the migrations have changed."""
    TEMPLATES.mkdir(exist_ok=True)
    template = TEMPLATES / f"{schema_mark()}.sqlite3"
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes one makes it, the others wait
        if not template.exists():
            for old in TEMPLATES.glob("*.sqlite3"):
                old.unlink()
            make_template(template)
    shutil.copy(template, name)


def schema_mark() -> str:
    """Return a hash that changes with our migrations, and with the packages and permissions."""
    files = sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
    parts = [
        settings.BASE_DIR / "requirements" / "base.txt",
        settings.BASE_DIR / "desk" / "permissions.py",
        *files,
    ]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def make_template(template: Path) -> None:
    making = template.with_suffix(".making")
    making.unlink(missing_ok=True)
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{making}"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0"]
    # In another process, because the settings of this one must not change.
    subprocess.run(command, env=env, check=True)
    with sqlite3.connect(making) as made:
        made.execute(
            "PRAGMA journal_mode=DELETE"
        )  # a single file that can be copied, without a WAL
    made.close()
    making.rename(template)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    # Nothing to drop: the directory or the whole PostgreSQL is removed.
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    put_rows_back(items)
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("postgres"):
            item.add_marker("slow")
    yield
    # Tests with real transactions come last, because they empty all tables. Sort after the other
    # hooks: pytest itself groups the tests of one browser.
    items.sort(key=has_real_transactions)


def has_real_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", []))
    return bool(
        fixtures & {"transactional_db", "live_server"}
        or (marker and marker.kwargs.get("transaction"))
    )


def put_rows_back(items: list[pytest.Item]) -> None:
    """Restore the rows of migrations after tests with real transactions."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker:
            requested = {**marker.kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(*marker.args, **requested), append=False)


@pytest.fixture(autouse=True)
def _rows_of_migrations_stay(django_db_serialized_rollback: None) -> None:
    """Restore the rows of migrations also for tests with real transactions from a fixture, such as
    live_server.
    """


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    # A process keeps these between requests, so also between tests.
    for cache in caches.all():
        cache.clear()
    policy.current.cache_clear()
    offer.lowest.cache_clear()
    lookup.current.cache_clear()


@pytest.fixture(autouse=True)
def _only_where_it_can_run(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip(NEEDS_POSTGRES)
