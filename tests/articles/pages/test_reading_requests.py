"""Tests of methods, headers and query strings: they use no free reads without a reading and open no
wall.
"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.responses import PRIVATE
from subscriptions.models import Wall
from tests.articles.opening import (
    ALWAYS_WALLED,
    FIRST_WORD,
    LAST_WORD,
    nothing_was_spent,
    spend_all,
    text,
)
from tests.cast import HOUR, NOON, MakeColumn, Person, at_a_browser

WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
AHEAD: list[dict[str, str]] = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "prefetch;anonymous-client-ip"},
    {"Purpose": "prefetch"},
    {"Purpose": "preview"},
    {"X-Purpose": "preview"},
    {"X-Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Dest": "empty"},
]
CRAWLERS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "facebookexternalhit/1.1",
    "Twitterbot/1.0",
]


@pytest.mark.promise(
    "Prefetch and sub-resource requests get a 503 and spend no free read",
    section="paywall",
)
@pytest.mark.parametrize("headers", AHEAD, ids=str)
@pytest.mark.parametrize("wall", WALLED)
def test_a_browser_that_asks_ahead_is_sent_away(
    headers: dict[str, str], wall: Wall, visitor: Person, lapsed: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    for person in (visitor,) if wall == Wall.REGISTERED else (visitor, lapsed):
        answer = person.reads(column, **headers)
        assert (answer.status_code, answer["Cache-Control"]) == (503, PRIVATE)
        assert FIRST_WORD not in text(answer)
        assert not answer.cookies
    assert nothing_was_spent()


@pytest.mark.promise(
    "Prefetch and sub-resource requests get a 503 and spend no free read",
    section="paywall",
)
@pytest.mark.parametrize("headers", AHEAD, ids=str)
@pytest.mark.parametrize("wall", WALLED)
def test_who_can_spend_nothing_gets_the_page_ahead(
    headers: dict[str, str],
    wall: Wall,
    subscriber: Person,
    editor: Person,
    registered: Person,
    make_column: MakeColumn,
) -> None:
    column = make_column(wall)
    for person in (
        (subscriber, editor, registered) if wall == Wall.REGISTERED else (subscriber, editor)
    ):
        answer = person.reads(column, **headers)
        assert (answer.status_code, answer["Cache-Control"]) == (200, PRIVATE)
        assert LAST_WORD in text(answer)
    assert nothing_was_spent()


@pytest.mark.parametrize("headers", AHEAD, ids=str)
def test_a_free_column_may_be_fetched_ahead(
    headers: dict[str, str], visitor: Person, make_column: MakeColumn
) -> None:
    assert LAST_WORD in text(visitor.reads(make_column(Wall.FREE), **headers))


@pytest.mark.promise(
    "A draft or embargoed column gets the same 404 as an unknown URL, and its old URL reveals"
    " nothing",
    section="paywall",
)
@pytest.mark.parametrize("headers", AHEAD[:1], ids=str)
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_asking_ahead_tells_nothing_of_a_draft(
    headers: dict[str, str], state: str, visitor: Person, make_column: MakeColumn
) -> None:
    """Expect the same response as without the header; otherwise URLs of drafts could be guessed."""
    column = make_column(state=state, published_at=None if state == "draft" else NOON - HOUR)
    assert visitor.reads(column, **headers).status_code == visitor.reads(column).status_code != 503


def test_a_real_navigation_is_read(visitor: Person, make_column: MakeColumn) -> None:
    assert LAST_WORD in text(
        visitor.reads(make_column(), **{"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"})
    )


@pytest.mark.promise("HEAD spends no free read and reads no text", section="paywall")
def test_head_looks_and_spends_nothing(visitor: Person, make_column: MakeColumn) -> None:
    address = make_column().get_absolute_url()
    answer = visitor.client.head(address)
    assert answer.status_code == 200
    assert not answer.content
    assert not answer.cookies
    assert nothing_was_spent()


@pytest.mark.promise("HEAD spends no free read and reads no text", section="paywall")
def test_head_reads_no_text(visitor: Person, make_column: MakeColumn) -> None:
    address = make_column().get_absolute_url()
    with CaptureQueriesContext(connection) as captured:
        visitor.client.head(address)
    assert not [query for query in captured if "articles_columntext" in query["sql"]]


@pytest.mark.promise("No header, user agent or query string opens a wall", section="paywall")
@pytest.mark.parametrize("agent", CRAWLERS)
def test_crawlers_are_readers_like_everyone(agent: str, make_column: MakeColumn, noon: Any) -> None:
    spent = at_a_browser()
    spend_all(spent, make_column)
    walled = make_column(Wall.SUBSCRIBERS)
    for column in (walled, make_column()):
        answer = text(
            spent.reads(column, **{"User-Agent": agent, "Referer": "https://news.google.com/"})
        )
        assert LAST_WORD not in answer


@pytest.mark.promise("No header, user agent or query string opens a wall", section="paywall")
@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-100000"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"If-Range": '"x"', "Range": "bytes=500-"},
        {"Accept": "application/json"},
        {"X-HTTP-Method-Override": "HEAD"},
        {"X-Original-URL": "/columns/column-1/?print=1"},
        {"Authorization": "Bearer x"},
        {"Cookie": "sessionid=guess"},
    ],
    ids=str,
)
@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_no_header_opens_a_wall(
    headers: dict[str, str], wall: Wall, visitor: Person, make_column: MakeColumn
) -> None:
    assert LAST_WORD not in text(visitor.reads(make_column(wall), **headers))


@pytest.mark.promise("No header, user agent or query string opens a wall", section="paywall")
@pytest.mark.parametrize(
    "query", ["print=1", "amp=1", "format=json", "page=all", "gift=x", "preview=1"]
)
@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_no_query_opens_a_wall(
    query: str, wall: Wall, visitor: Person, make_column: MakeColumn
) -> None:
    answer = visitor.client.get(f"{make_column(wall).get_absolute_url()}?{query}")
    assert LAST_WORD not in text(answer)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(method: str, visitor: Person, make_column: MakeColumn) -> None:
    assert getattr(visitor.client, method)(make_column().get_absolute_url()).status_code == 405
    assert nothing_was_spent()


@pytest.mark.promise(
    "A conditional request gives nobody a text that they may not read",
    section="paywall",
)
def test_a_validator_gives_a_text_to_nobody_else(visitor: Person, make_column: MakeColumn) -> None:
    """Send the ETag of a page with the text from a reader whose meter is spent: the wall is
    returned.
    """
    column = make_column()
    tag = visitor.reads(column)["ETag"]
    assert visitor.reads(column, **{"If-None-Match": tag}).status_code == 304
    stranger = at_a_browser()
    spend_all(stranger, make_column)
    answer = stranger.reads(column, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert LAST_WORD not in text(answer)
