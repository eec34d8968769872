"""CACHE_URL=redis://...: what is shared between workers is kept by a real Redis."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from config import environment
from tests.cast import PASSWORD, MakeReader
from tests.plumbing.cluster import free_port
from tests.plumbing.environment import skip_or_fail

NO_REDIS = "Redis was not found: install it (Debian: apt install redis-server) to run these tests."
START_SECONDS = 10
LOGIN = "/accounts/login/"


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A throw-away Redis on loopback that keeps nothing on disk."""
    binary, port = shutil.which("redis-server"), free_port()
    if binary is None:
        skip_or_fail(NO_REDIS)
    folder = str(tmp_path_factory.mktemp("redis"))
    command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("Redis did not start.")


@pytest.fixture
def on_redis(redis_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site's shared cache as these settings make it."""
    monkeypatch.setenv("CACHE_URL", redis_url)
    settings.CACHES = {**settings.CACHES, "default": environment.cache()}
    yield
    cache.clear()


def as_another_worker(settings: Any) -> None:
    """Connections to the cache are opened anew, as in a process of its own."""
    settings.CACHES = {**settings.CACHES}


def test_the_address_names_the_backend(on_redis: None, settings: Any, redis_url: str) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
    assert settings.CACHES["default"]["LOCATION"] == redis_url


@pytest.mark.django_db
def test_the_limits_are_shared_by_every_worker(on_redis: None, settings: Any, make_reader: MakeReader) -> None:
    ann = make_reader("ann")
    for _ in range(5):
        Client().post(LOGIN, {"login": ann.email, "password": "wrong"})
    as_another_worker(settings)
    page = Client().post(LOGIN, {"login": ann.email, "password": PASSWORD}).content.decode()
    assert "Too many attempts." in page


@pytest.mark.django_db
def test_a_session_is_known_to_the_next_worker_and_ends_in_all(
    on_redis: None, settings: Any, make_reader: MakeReader
) -> None:
    ann, browser = make_reader("ann"), Client()
    assert browser.post(LOGIN, {"login": ann.email, "password": PASSWORD}).status_code == 302
    as_another_worker(settings)
    assert browser.get("/account/").status_code == 200
    other = Client()
    other.cookies = browser.cookies
    browser.post("/accounts/logout/")
    as_another_worker(settings)
    assert other.get("/account/").status_code == 302


def test_a_redis_that_is_away_is_said_by_the_probe(settings: Any, client: Client, db: None, tmp_path: Path) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}",
        },
    }
    answer = client.get("/health/ready")
    assert answer.status_code == 503
