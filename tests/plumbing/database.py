"""The database of a test run: SQLite in a file or the throw-away PostgreSQL, with what migrations put in."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from subscriptions import offers, policy

NEEDS_POSTGRES = "This test needs PostgreSQL: run it with python3 dev.py test --postgres"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> None:
    """A file for SQLite: with a database in memory, the live server's threads would share one connection."""
    database = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    if connection.vendor == "sqlite":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Nothing to drop at the end: the folder or the whole PostgreSQL goes."""
    return True


@pytest.fixture(autouse=True)
def _rows_of_migrations_stay(django_db_serialized_rollback: None) -> None:
    """Tests with real transactions empty every table: they get back what migrations had put in."""


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a process keeps between requests never reaches the next test."""
    for cache in caches.all():
        cache.clear()
    policy.forget()
    offers.forget()


@pytest.fixture(autouse=True)
def _only_where_it_can_run(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip(NEEDS_POSTGRES)
