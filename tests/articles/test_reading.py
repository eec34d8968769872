"""A reader opens a column: what is sent, to whom, with which headers, at which cost."""

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import writing
from articles.models import Column, ColumnText, OldSlug
from subscriptions import networks, offers, policy
from subscriptions.models import FreeRead, NetworkArrivals, Refusal, Wall
from tests.cast import HOUR, NOON, MakeColumn, Person, at_a_browser, prose

LAST_WORD = "word5x39"
FIRST_WORD = "word0x0"
WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
ALWAYS_WALLED = [Wall.REGISTERED, Wall.SUBSCRIBERS]
AHEAD: list[dict[str, str]] = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
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


def text(answer: Any) -> str:
    return str(answer.content.decode())


def nothing_was_spent() -> bool:
    return not (FreeRead.objects.exists() or NetworkArrivals.objects.exists() or Refusal.objects.exists())


def spend_all(person: Person, make_column: MakeColumn) -> None:
    for _ in range(5):
        person.reads(make_column())


@pytest.fixture(autouse=True)
def _slow_machines_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for seconds stays kept for the test, or a slow one would ask the database once more."""
    monkeypatch.setattr(policy, "KEPT_SECONDS", 3600.0)
    monkeypatch.setattr(offers, "KEPT_SECONDS", 3600.0)
    monkeypatch.setattr(networks, "KEPT_SECONDS", 3600.0)


# What is sent


def test_a_free_column_may_be_shared_by_caches(visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.reads(make_column(Wall.FREE))
    assert LAST_WORD in text(answer)
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies
    assert nothing_was_spent()


def test_a_granted_text_stays_in_the_browser(visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.reads(make_column())
    assert LAST_WORD in text(answer)
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_the_wall_is_kept_by_nobody(wall: Wall, visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.reads(make_column(wall))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    assert not answer.cookies
    assert FIRST_WORD in text(answer)
    assert LAST_WORD not in text(answer)
    assert "csrfmiddlewaretoken" not in text(answer)
    assert "nonce" not in text(answer)


def test_signed_in_pages_are_kept_by_nobody(
    subscriber: Person, registered: Person, editor: Person, make_column: MakeColumn
) -> None:
    assert subscriber.reads(make_column())["Cache-Control"] == "private, no-store"
    assert editor.reads(make_column())["Cache-Control"] == "private, no-store"
    assert registered.reads(make_column(Wall.FREE))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_columns_that_differ_only_in_hidden_text_look_the_same(
    wall: Wall, visitor: Person, make_column: MakeColumn
) -> None:
    """Equal bytes, so equal length; nothing that is sent tells how much is hidden."""
    column = make_column(wall, body=prose(6))
    before = visitor.reads(column)
    hidden = prose(6) + "".join(f"<p>{'another thought ' * 50}{n}</p>" for n in range(20))
    writing.save(column, body=hidden, by=None, at=NOON)
    after = visitor.reads(column)
    assert after.content == before.content
    assert dict(after.headers) == dict(before.headers)


# What spends nothing


@pytest.mark.parametrize("headers", AHEAD, ids=str)
@pytest.mark.parametrize("wall", WALLED)
def test_a_browser_that_asks_ahead_is_sent_away(
    headers: dict[str, str], wall: Wall, visitor: Person, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    for person in (visitor, subscriber):
        answer = person.reads(column, **headers)
        assert (answer.status_code, answer["Cache-Control"]) == (503, "private, no-store")
        assert FIRST_WORD not in text(answer)
        assert not answer.cookies
    assert nothing_was_spent()


@pytest.mark.parametrize("headers", AHEAD, ids=str)
def test_a_free_column_may_be_fetched_ahead(headers: dict[str, str], visitor: Person, make_column: MakeColumn) -> None:
    assert LAST_WORD in text(visitor.reads(make_column(Wall.FREE), **headers))


@pytest.mark.parametrize("headers", AHEAD[:1], ids=str)
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_asking_ahead_tells_nothing_of_a_draft(
    headers: dict[str, str], state: str, visitor: Person, make_column: MakeColumn
) -> None:
    """The same answer as without the header, or the address of a draft could be guessed."""
    column = make_column(state=state, published_at=None if state == "draft" else NOON - HOUR)
    assert visitor.reads(column, **headers).status_code == visitor.reads(column).status_code != 503


def test_a_real_navigation_is_read(visitor: Person, make_column: MakeColumn) -> None:
    assert LAST_WORD in text(
        visitor.reads(make_column(), **{"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"})
    )


def test_head_looks_and_spends_nothing(visitor: Person, make_column: MakeColumn) -> None:
    address = make_column().get_absolute_url()
    answer = visitor.client.head(address)
    assert answer.status_code == 200
    assert not answer.content
    assert not answer.cookies
    assert nothing_was_spent()


def test_head_reads_no_text(visitor: Person, make_column: MakeColumn) -> None:
    address = make_column().get_absolute_url()
    with CaptureQueriesContext(connection) as captured:
        visitor.client.head(address)
    assert not [query for query in captured if "articles_columntext" in query["sql"]]


@pytest.mark.parametrize("agent", CRAWLERS)
def test_crawlers_are_readers_like_everyone(agent: str, make_column: MakeColumn, noon: Any) -> None:
    spent = at_a_browser()
    spend_all(spent, make_column)
    walled = make_column(Wall.SUBSCRIBERS)
    for column in (walled, make_column()):
        answer = text(spent.reads(column, **{"User-Agent": agent, "Referer": "https://news.google.com/"}))
        assert LAST_WORD not in answer


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
def test_no_header_opens_a_wall(headers: dict[str, str], wall: Wall, visitor: Person, make_column: MakeColumn) -> None:
    assert LAST_WORD not in text(visitor.reads(make_column(wall), **headers))


@pytest.mark.parametrize("query", ["print=1", "amp=1", "format=json", "page=all", "gift=x", "preview=1"])
@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_no_query_opens_a_wall(query: str, wall: Wall, visitor: Person, make_column: MakeColumn) -> None:
    answer = visitor.client.get(f"{make_column(wall).get_absolute_url()}?{query}")
    assert LAST_WORD not in text(answer)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(method: str, visitor: Person, make_column: MakeColumn) -> None:
    assert getattr(visitor.client, method)(make_column().get_absolute_url()).status_code == 405
    assert nothing_was_spent()


def test_a_validator_gives_a_text_to_nobody_else(visitor: Person, make_column: MakeColumn) -> None:
    """The ETag of a granted page, shown by a stranger whose meter is spent, brings the wall."""
    column = make_column()
    tag = visitor.reads(column)["ETag"]
    assert visitor.reads(column, **{"If-None-Match": tag}).status_code == 304
    stranger = at_a_browser()
    spend_all(stranger, make_column)
    answer = stranger.reads(column, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert LAST_WORD not in text(answer)


# What it costs


def warm(person: Person, column: Column) -> None:
    """Policy, offer, institutions' ranges and the page are kept in the process already."""
    policy.current()
    networks.current()
    offers.lowest()
    person.reads(column)


def test_a_counted_column_again_costs_one_statement(
    visitor: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    column = make_column()
    warm(visitor, column)
    visitor.reads(column)
    with django_assert_num_queries(1):
        visitor.reads(column)


def test_the_wall_costs_one_statement(visitor: Person, make_column: MakeColumn, django_assert_num_queries: Any) -> None:
    spend_all(visitor, make_column)
    for column in (make_column(), make_column(Wall.SUBSCRIBERS), make_column(Wall.REGISTERED)):
        warm(visitor, column)
        with django_assert_num_queries(1):
            visitor.reads(column)


def test_a_first_reading_costs_two_statements(
    visitor: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    first, second = make_column(), make_column()
    warm(at_a_browser(), second)
    warm(visitor, first)
    with django_assert_num_queries(2):
        visitor.reads(second)


def test_a_newcomer_costs_one_more_for_the_network(
    visitor: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    column = make_column()
    warm(at_a_browser(), column)
    with django_assert_num_queries(3):
        visitor.reads(column)


def test_signed_in_readers_cost_at_most_four(
    registered: Person, subscriber: Person, make_column: MakeColumn, django_assert_max_num_queries: Any
) -> None:
    columns = [make_column() for _ in range(7)]
    for column in columns:
        warm(subscriber, column)
    for column in columns:
        warm(at_a_browser(), column)
        at_a_browser().client.head(column.get_absolute_url())  # keeps the page of the wall
    for person in (subscriber, registered):
        for column in columns:
            with django_assert_max_num_queries(4):
                person.reads(column)


def test_cold_keeps_add_a_few_and_never_with_the_archive(visitor: Person, make_column: MakeColumn) -> None:
    def cost() -> int:
        column = make_column(Wall.SUBSCRIBERS)
        policy.forget()
        offers.forget()
        networks.forget()
        with CaptureQueriesContext(connection) as captured:
            visitor.reads(column)
        return len(captured)

    few = cost()
    for _ in range(20):
        make_column()
    assert cost() - few <= 2  # two more in "The latest": their bylines


@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_the_text_is_not_read_for_a_walled_page(wall: Wall, visitor: Person, make_column: MakeColumn) -> None:
    column = make_column(wall)
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            visitor.reads(column)
        assert captured.captured_queries
        assert not [query["sql"] for query in captured if "articles_columntext" in query["sql"]]


def test_the_text_is_not_read_once_the_meter_is_spent(visitor: Person, make_column: MakeColumn) -> None:
    spend_all(visitor, make_column)
    column = make_column()
    with CaptureQueriesContext(connection) as captured:
        assert 'class="wall"' in text(visitor.reads(column))
    assert not [query["sql"] for query in captured if "articles_columntext" in query["sql"]]


def test_nor_is_what_is_kept_of_it(
    subscriber: Person, visitor: Person, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A subscriber's page is in the process; for a stranger that entry is not even asked for."""
    column = make_column(Wall.SUBSCRIBERS)
    given: list[object] = []
    ask = LocMemCache.get

    def noted(self: LocMemCache, *args: Any, **kwargs: Any) -> object:
        given.append(ask(self, *args, **kwargs))
        return given[-1]

    monkeypatch.setattr(LocMemCache, "get", noted)
    subscriber.reads(column)
    subscriber.reads(column)
    assert [value for value in given if LAST_WORD in str(value)]
    given.clear()
    visitor.reads(column)
    visitor.reads(column)
    assert given
    assert not [value for value in given if LAST_WORD in str(value)]


# What changes reaches the next request


def test_a_change_of_text_or_wall_reaches_the_next_request(visitor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    visitor.reads(column)
    writing.save(column, body=prose(6).replace(LAST_WORD, "amended"), by=None, at=NOON)
    assert "amended" in text(visitor.reads(column))
    column.wall = Wall.SUBSCRIBERS
    writing.save(column, by=None, at=NOON)
    assert "amended" not in text(visitor.reads(column))
    column.state = Column.State.WITHDRAWN
    writing.save(column, by=None, at=NOON)
    assert visitor.reads(column).status_code == 410


def test_the_desk_reading_a_free_column_does_not_mark_it_as_walled(
    editor: Person, visitor: Person, make_column: MakeColumn
) -> None:
    """Both are served from the same kept page: it must not depend on who came first."""
    column = make_column(Wall.FREE)
    first = text(visitor.reads(column))
    other = make_column(Wall.FREE, headline=column.headline, slug="other")
    editor.reads(other)
    second = text(visitor.reads(other))
    assert ("isAccessibleForFree" in first) == ("isAccessibleForFree" in second)
    assert first.count("true") == second.count("true")


# Old addresses


def test_an_old_address_leads_on_only_where_it_may(visitor: Person, editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    OldSlug.objects.create(slug="before", column=column)
    answer = visitor.client.get("/columns/before/")
    assert (answer.status_code, answer["Location"]) == (301, column.get_absolute_url())
    Column.objects.filter(pk=column.pk).update(state="draft", slug="secret-plan")
    answer = visitor.client.get("/columns/before/")
    assert answer.status_code == 404
    assert "secret-plan" not in text(answer)
    assert nothing_was_spent()


def test_an_embargoed_column_is_like_none(visitor: Person, subscriber: Person, make_column: MakeColumn) -> None:
    column = make_column(published_at=NOON + HOUR, headline="Not before tomorrow")
    for person in (visitor, subscriber):
        answer = person.reads(column)
        assert answer.status_code == 404
        assert "Not before tomorrow" not in text(answer)
    assert ColumnText.objects.filter(pk=column.pk).exists()
