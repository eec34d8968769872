"""CACHE_URL=redis://...: what is shared between workers is kept by a real Redis."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import RedisError

from accounts.models import User
from accounts.reader import client_ip
from config import environment
from tests.cast import PASSWORD, MakeColumn, MakeReader, Person
from tests.plumbing.cluster import free_port
from tests.plumbing.environment import skip_or_fail

pytestmark = pytest.mark.promise(
    "With Redis, limits and sessions hold across workers, and the health probe reports an outage",
    section="operations",
)


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
    command = [
        str(binary),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        folder,
    ]
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
def test_the_limits_are_shared_by_every_worker(
    on_redis: None, settings: Any, make_reader: MakeReader
) -> None:
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


@pytest.fixture
def redis_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", f"redis://127.0.0.1:{free_port()}/0")
    settings.CACHES = {**settings.CACHES, "default": environment.cache()}


def test_the_probe_reports_a_redis_that_does_not_answer(
    redis_away: None, client: Client, db: None
) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, b"shared cache" in answer.content) == (
        200,
        True,
    )  # readers still read


@pytest.mark.promise(
    "Without Redis sign-in is refused with a message, and reading goes on",
    section="operations",
)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "data"),
    [
        (LOGIN, {"login": "ann@reader.example", "password": PASSWORD}),
        ("/accounts/signup/", {"email": "new@reader.example", "password1": PASSWORD}),
        ("/accounts/login/code/", {"email": "ann@reader.example"}),
        ("/accounts/password/reset/", {"email": "ann@reader.example"}),
    ],
)
def test_without_redis_signing_in_is_refused_with_a_message(
    redis_away: None, make_reader: MakeReader, path: str, data: dict[str, str]
) -> None:
    make_reader("ann")
    answer = Client().post(path, data)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Please try again in a few minutes." in answer.content.decode()
    assert not User.objects.filter(email="new@reader.example").exists()


@pytest.mark.promise(
    "Without Redis sign-in is refused with a message, and reading goes on",
    section="operations",
)
@pytest.mark.django_db
def test_without_redis_whoever_is_signed_in_stays_so_and_pages_answer(
    redis_away: None, make_reader: MakeReader, make_column: MakeColumn
) -> None:
    client = Client()
    client.force_login(make_reader("ann"))
    assert client.get("/account/").status_code == 200
    client_ip.warn_of_unexpected_proxy.cache_clear()
    page = client.get(make_column().get_absolute_url(), headers={"X-Forwarded-For": "192.0.2.1"})
    assert page.status_code == 200


@pytest.mark.django_db
def test_without_redis_the_desk_opens(redis_away: None, editor: Person) -> None:
    assert editor.client.get("/admin/").status_code == 200
    assert client_ip.unexpected_proxy_seen() is False


@pytest.mark.slow
def test_a_redis_that_hangs_does_not_hold_a_request(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CACHE_URL", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        settings.CACHES = {**settings.CACHES, "default": environment.cache()}
        began = time.monotonic()
        with pytest.raises(RedisError):
            cache.get("anything")
        assert time.monotonic() - began < 10
