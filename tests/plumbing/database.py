"""The database of a test run: SQLite in a file or the throw-away PostgreSQL, with what migrations put in."""

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
    """One connection a thread: Playwright's event loop would make Django open a second one beside it."""
    connections._connections = threading.local()  # type: ignore[attr-defined] # the stubs leave it out; a local has all that Django asks of it


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> None:
    """A file for SQLite: with a database in memory, the live server's threads would share one connection."""
    database = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    if connection.vendor == "sqlite":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    if connection.vendor == "sqlite":
        migrated_once(Path(database["TEST"]["NAME"]))


def migrated_once(name: Path) -> None:
    """Copy a migrated SQLite database to `name`; it is made where there is none for the code as it stands."""
    TEMPLATES.mkdir(exist_ok=True)
    template = TEMPLATES / f"{schema_mark()}.sqlite3"
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes begin at once: one makes it, the others wait
        if not template.exists():
            for old in TEMPLATES.glob("*.sqlite3"):
                old.unlink()
            make_template(template)
    shutil.copy(template, name)


def schema_mark() -> str:
    """Changes with the migrations of the project and with the packages, which bring migrations of their own."""
    files = sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
    parts = [settings.BASE_DIR / "requirements" / "base.txt", settings.BASE_DIR / "desk" / "permissions.py", *files]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def make_template(template: Path) -> None:
    """In a process of its own: this one's settings stay as they are."""
    making = template.with_suffix(".making")
    making.unlink(missing_ok=True)
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{making}"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, env=env, check=True)
    with sqlite3.connect(making) as made:
        made.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    made.close()
    making.rename(template)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Nothing to drop at the end: the folder or the whole PostgreSQL goes."""
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Tests with real transactions empty every table: they come last, and get back what migrations had put in.

    Last of all hooks, since pytest itself moves the tests of one browser together, past the others.
    """
    put_rows_back(items)
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("postgres"):
            item.add_marker("slow")
    yield
    items.sort(key=has_real_transactions)


def has_real_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", []))
    return bool(fixtures & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction")))


def put_rows_back(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker:
            requested = {**marker.kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(*marker.args, **requested), append=False)


@pytest.fixture(autouse=True)
def _rows_of_migrations_stay(django_db_serialized_rollback: None) -> None:
    """The same for tests that get real transactions from a fixture, as those with a live server."""


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """What a process keeps between requests never reaches the next test."""
    for cache in caches.all():
        cache.clear()
    policy.forget()
    offer.forget()
    lookup.forget()


@pytest.fixture(autouse=True)
def _only_where_it_can_run(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip(NEEDS_POSTGRES)
