"""Tests that public pages are the same for every signed-out reader, can be cached, and set no
cookie.
"""

import pytest
from django.test import Client
from time_machine import Traveller

from accounts.responses import PRIVATE
from tests.cast import HOUR, NOON, SECOND, MakeColumn, Person

pytestmark = [
    pytest.mark.promise(
        "Cached pages change to the second with embargoes, entitlements and midnight",
        section="http",
    ),
    pytest.mark.promise(
        "Public pages share a cache entry without cookie or token; pages of signed-in readers are"
        " not cached",
        section="http",
    ),
]


SHARED = ["/", "/columns/", "/columnists/", "/feed/", "/pages/about/", "/guidelines/"]


@pytest.mark.parametrize("path", SHARED)
def test_they_may_be_shared_and_carry_no_cookie(
    visitor: Person, make_column: MakeColumn, path: str
) -> None:
    make_column()
    answer = visitor.client.get(path)
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies
    assert b"csrfmiddlewaretoken" not in answer.content
    assert b"nonce" not in answer.content
    again = visitor.client.get(path, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/", "/columns/", "/pages/about/"])
def test_a_signed_in_readers_page_is_kept_by_nobody(registered: Person, path: str) -> None:
    answer = registered.client.get(path)
    assert answer["Cache-Control"] == PRIVATE
    assert b"Account" in answer.content


@pytest.mark.django_db
def test_one_readers_menu_is_not_anothers(registered: Person, client: Client) -> None:
    assert b"Sign in" not in registered.client.get("/").content
    assert b"Sign in" in client.get("/").content
    assert b"Sign in" not in registered.client.get("/").content


@pytest.mark.promise('"The latest" has at least five columns', section="columns")
def test_the_latest_are_at_least_five(visitor: Person, make_column: MakeColumn) -> None:
    columns = [make_column() for _ in range(7)]
    page = visitor.reads(columns[0]).content.decode()
    assert sum(f'href="{column.get_absolute_url()}"' in page for column in columns[1:]) >= 5


@pytest.mark.parametrize("path", ["/", "/columns/", "/columns/column-1/"])
def test_an_embargo_lifts_on_kept_pages_to_the_second(
    visitor: Person, make_column: MakeColumn, noon: Traveller, path: str
) -> None:
    make_column("free")
    make_column("free", headline="Held until then", published_at=NOON + HOUR)
    noon.move_to(NOON + HOUR - SECOND)
    assert b"Held until then" not in visitor.client.get(path).content
    noon.move_to(NOON + HOUR)
    assert b"Held until then" in visitor.client.get(path).content


def test_rights_run_out_on_kept_pages_to_the_second(
    visitor: Person, make_column: MakeColumn, noon: Traveller
) -> None:
    make_column("free", headline="Ours for an hour", expires_at=NOON + HOUR)
    noon.move_to(NOON + HOUR - SECOND)
    assert b"Ours for an hour" in visitor.client.get("/").content
    noon.move_to(NOON + HOUR)
    assert b"Ours for an hour" not in visitor.client.get("/").content


def test_the_masthead_turns_at_midnight(visitor: Person, noon: Traveller) -> None:
    assert b"18 November 2026" in visitor.client.get("/").content
    noon.move_to(NOON + 12 * HOUR)
    assert b"19 November 2026" in visitor.client.get("/").content
