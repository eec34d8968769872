"""A pytest plugin: the settings of a test run and the choice of its database.

Loaded by -p in pyproject.toml.

It must come before pytest-django, which loads the settings while it is itself being loaded.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Generator

import hypothesis
import pytest
from django.conf import settings

from tests.plumbing.cluster import Cluster, find_binaries

POSTGRES_MISSING = 77  # dev.py checks for this exit code
NO_POSTGRES = (
    "PostgreSQL was not found: install it (Debian: apt install postgresql) to run the tests on it."
)
# Variables of the developer's shell must not affect tests.
CLEARED = """SECRET_KEY_FALLBACKS SITE_NAME TIME_ZONE DATABASE_URL CACHE_URL EMAIL_URL DEFAULT_FROM_EMAIL
    TRUSTED_PROXIES HSTS_SECONDS HSTS_SUBDOMAINS HSTS_PRELOAD STAFF_MFA GATEWAY STRIPE_SECRET_KEY
    STRIPE_WEBHOOK_SECRET STRIPE_API_URL MAIL_PROVIDER MAIL_EVENTS_SECRET"""
GIVEN = {
    "DEBUG": "0",
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SITE_URL": "http://testserver",
    # Playwright has an event loop in the main thread, so Django would refuse database queries
    # there.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        action="store_true",
        help="run the tests on a throw-away PostgreSQL, not on SQLite",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Prepare the environment, then let pytest-django load the settings from it."""
    options = early_config.known_args_namespace
    options.postgres = options.postgres or wants_postgres(options.markexpr)
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    address = os.environ.get("DATABASE_URL") if is_worker and options.postgres else None
    if options.postgres and not is_worker and find_binaries():
        cluster = Cluster()
        early_config.add_cleanup(cluster.stop)
        address = cluster.start()
    prepare_environment(early_config, address)
    yield


def wants_postgres(marks: str) -> bool:
    """Return whether a mark expression such as -m postgres selects tests that need PostgreSQL."""
    return re.search(r"(?<!not )\bpostgres\b", marks or "") is not None


def prepare_environment(config: pytest.Config, database: str | None) -> None:
    for name in CLEARED.split():
        os.environ.pop(name, None)
    media = tempfile.mkdtemp(prefix="standfirst-media-")
    config.add_cleanup(lambda: shutil.rmtree(media, ignore_errors=True))
    os.environ.update(GIVEN, MEDIA_ROOT=media)
    if database:
        os.environ["DATABASE_URL"] = database


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--postgres") and not os.environ.get("DATABASE_URL"):
        pytest.exit(NO_POSTGRES, returncode=POSTGRES_MISSING)
    lighten_settings()
    # No time limits for random examples: a test must not fail because the machine is busy.
    hypothesis.settings.register_profile(
        "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("house")


def lighten_settings() -> None:
    """Use fast password hashes, a cache in memory and static files without a manifest."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shared"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.CACHES = {**settings.CACHES, "default": memory}
    settings.STATIC_ROOT = settings.MEDIA_ROOT / "static"
    settings.STATIC_ROOT.mkdir(
        parents=True, exist_ok=True
    )  # missing if pytest runs twice in one process


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {'PostgreSQL (throw-away)' if config.getoption('--postgres') else 'SQLite'}"


def skip_or_fail(reason: str) -> None:
    """Skip the test with a message; fail on CI, where everything must be installed."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
