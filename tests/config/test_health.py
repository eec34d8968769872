"""Probes for a load balancer."""

import logging
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.db import DatabaseError
from django.test import Client
from redis.exceptions import RedisError

from articles.models import CacheVersion
from config import health

pytestmark = pytest.mark.promise("The health probes work", section="http")


def test_the_liveness_probe_makes_no_query(client: Client) -> None:
    assert client.get("/health/live").content == b"alive\n"


@pytest.mark.django_db
def test_ready_when_database_and_cache_answer(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


@pytest.mark.django_db
def test_not_ready_when_the_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise DatabaseError("gone")

    monkeypatch.setattr(CacheVersion, "current", broken)
    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_probes_need_no_https(client: Client, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["10.0.0.7", "127.0.0.1:8600", "[::1]", "elsewhere.example", "bad_host!"]
)
def test_probes_answer_by_address(host: str, client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["columns.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/live", headers={"Host": host}).status_code == 200
    assert client.get("/health/ready", headers={"Host": host}).status_code == 200
    assert client.post("/health/live", headers={"Host": host}).status_code == 405


@pytest.mark.django_db
def test_a_wrong_host_is_one_line_in_the_log(client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["columns.example"]
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign, assignment]
    logging.getLogger().addHandler(handler)
    try:
        assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    finally:
        logging.getLogger().removeHandler(handler)
    lines = [logging.Formatter().format(each) for each in seen]
    assert len(lines) == 1
    assert "\n" not in lines[0]


@pytest.mark.django_db
def test_without_the_shared_cache_readers_still_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RedisError("gone")

    monkeypatch.setattr(health, "cache", SimpleNamespace(set=broken, get=broken))
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert b"shared cache" in answer.content
