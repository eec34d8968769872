"""The database of a test run: SQLite in a file or the throw-away PostgreSQL, with what migrations put in."""

import threading
from collections.abc import Generator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections

from subscriptions import networks, offers, policy

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
            wanted = {**marker.kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(*marker.args, **wanted), append=False)


@pytest.fixture(autouse=True)
def _rows_of_migrations_stay(django_db_serialized_rollback: None) -> None:
    """The same for tests that get real transactions from a fixture, as those with a live server."""


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a process keeps between requests never reaches the next test."""
    for cache in caches.all():
        cache.clear()
    policy.forget()
    offers.forget()
    networks.forget()


@pytest.fixture(autouse=True)
def _only_where_it_can_run(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip(NEEDS_POSTGRES)
