"""Tests of the test setup: engines, settings, browser and axe."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from subscriptions.models import MeterPolicy
from tests.plumbing.cluster import find_binaries, throwaway_cluster
from tests.plumbing.environment import skip_or_fail, wants_postgres


@pytest.mark.django_db
def test_the_engine_is_the_chosen_one(pytestconfig: pytest.Config) -> None:
    expected = "postgresql" if pytestconfig.getoption("--postgres") else "sqlite"
    assert connection.vendor == expected


def test_settings_are_those_of_a_public_site() -> None:
    assert settings.SITE_URL == "http://testserver"
    assert not settings.DEBUG
    assert (
        Path(settings.MEDIA_ROOT).is_relative_to("/tmp")
        or "var" not in Path(settings.MEDIA_ROOT).parts
    )


@pytest.mark.parametrize(
    ("marks", "wanted"),
    [
        ("postgres", True),
        ("not postgres", False),
        ("", False),
        ("not slow", False),
        ("not browser and not postgres", False),
    ],
)
def test_a_mark_expression_can_choose_the_engine(marks: str, wanted: bool) -> None:
    assert wants_postgres(marks) is wanted


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_skip_is_a_failure_on_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome):
        skip_or_fail("Something is not installed.")


@pytest.mark.postgres
def test_a_cluster_is_gone_after_its_block() -> None:
    assert find_binaries()
    with throwaway_cluster() as address:
        port = int(address.rsplit(":", 1)[1].split("/")[0])
        socket.create_connection(("127.0.0.1", port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.browser
def test_axe_finds_a_photo_without_words(page: Page, axe: Callable[[Page], None]) -> None:
    good = "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1></main>"
    page.set_content(good)
    axe(page)
    page.set_content(good + "<img src='data:,'>")
    with pytest.raises(pytest.fail.Exception, match="image-alt"):
        axe(page)


@pytest.mark.browser
def test_the_browser_reaches_the_live_server(live_server: LiveServer, page: Page) -> None:
    answer = page.goto(f"{live_server.url}/health/live")
    assert answer is not None
    assert answer.ok


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["before", "after"])
def test_the_rows_of_migrations_come_back_after_real_transactions(turn: str) -> None:
    assert MeterPolicy.objects.count() == 1
