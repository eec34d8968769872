"""Without the database: pages made shortly before for signed-out readers, else a kind 503; back by
itself.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from articles.pages import page_cache
from tests.articles.opening import LAST_WORD, text
from tests.cast import NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.promise(
        "Without the database signed-out readers get cached lists and free columns, everybody else"
        " a 503",
        section="operations",
    ),
]


@pytest.fixture(autouse=True)
def _no_copies() -> Iterator[None]:
    page_cache._copies.clear()
    yield
    page_cache._copies.clear()


def gone(*_: Any, **__: Any) -> None:
    raise OperationalError("server closed the connection unexpectedly")


def away() -> Any:
    page_cache._seen = None  # as after a tenth of a second
    return patch.multiple(CursorWrapper, execute=gone, executemany=gone)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def test_lists_and_free_columns_are_served_and_other_pages_are_503(
    client: Client, make_column: MakeColumn
) -> None:
    free, walled = make_column("free"), make_column("subscribers")
    paths = ["/", "/columns/", free.get_absolute_url()]
    before = {path: client.get(path).content for path in paths}
    client.get(walled.get_absolute_url())
    with away():
        for path in paths:
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (200, before[path])
        for path in (
            "/columnists/",
            walled.get_absolute_url(),
            "/search/?q=x",
            "/nowhere/",
            "/columns/nowhere/)",
            "/feed/",
        ):
            answer = client.get(path)
            assert (answer.status_code, answer["Retry-After"]) == (503, "60"), path
            assert b"back in a moment" in answer.content
            assert "no-store" in answer["Cache-Control"]
    assert client.get("/columnists/").status_code == 200


def test_signed_in_readers_get_no_cached_page(client: Client, subscriber: Person) -> None:
    client.get("/")
    subscriber.client.raise_request_exception = False
    with away():
        assert subscriber.client.get("/").status_code == 503


def test_a_free_text_is_served_for_a_minute_only(client: Client, make_column: MakeColumn) -> None:
    """No longer than caches in front of the site may, because the desk may have walled it
    meanwhile.
    """
    address = make_column("free").get_absolute_url()
    assert LAST_WORD in text(client.get(address))
    copy = page_cache._copies[f"{address} "]
    with away():
        with patch.object(time, "monotonic", return_value=copy.made + 61):
            assert client.get(address).status_code == 503
        assert client.get(address).status_code == 200


def test_a_scheduled_change_expires_the_cached_copy(
    client: Client, make_column: MakeColumn
) -> None:
    make_column("free", published_at=NOON + timedelta(seconds=5))
    client.get("/")
    with away(), time_machine.travel(NOON + timedelta(seconds=5), tick=False):
        assert client.get("/").status_code == 503
