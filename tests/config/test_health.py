"""Probes for a load balancer."""

import pytest
from django.conf import LazySettings
from django.db import DatabaseError
from django.test import Client

from articles.models import Edition


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    assert client.get("/health/live").content == b"alive\n"


@pytest.mark.django_db
def test_ready_when_database_and_cache_answer(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


@pytest.mark.django_db
def test_not_ready_when_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise DatabaseError("gone")

    monkeypatch.setattr(Edition, "current", broken)
    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_probes_need_no_https(client: Client, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200
    assert client.get("/").status_code == 301
