"""Tests that a column page needs one or two queries, and does not load the text without access."""

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Column
from subscriptions.institutions import lookup
from subscriptions.metering import policy
from subscriptions.models import Wall
from subscriptions.paywall import offer
from tests.articles.opening import ALWAYS_WALLED, LAST_WORD, spend_all, text
from tests.cast import MakeColumn, Person, at_a_browser


@pytest.fixture(autouse=True)
def _slow_machines_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make short-lived caches last for the whole test, so that slow machines need no extra
    query.
    """
    monkeypatch.setattr(policy, "CACHE_SECONDS", 3600.0)
    monkeypatch.setattr(offer, "CACHE_SECONDS", 3600.0)
    monkeypatch.setattr(lookup, "CACHE_SECONDS", 3600.0)


def warm(person: Person, column: Column) -> None:
    """Fill the process's caches: policy, offer, institutions' IP ranges and the page."""
    policy.current()
    lookup.current()
    offer.lowest()
    person.reads(column)


@pytest.mark.promise(
    "Queries: column already counted 1, wall 1, first reading 2, signed in at most 4, front page 1",
    section="http",
)
def test_a_counted_column_again_costs_one_statement(
    visitor: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    column = make_column()
    warm(visitor, column)
    visitor.reads(column)
    with django_assert_num_queries(1):
        visitor.reads(column)


@pytest.mark.promise(
    "Queries: column already counted 1, wall 1, first reading 2, signed in at most 4, front page 1",
    section="http",
)
def test_the_wall_costs_one_statement(
    visitor: Person, make_column: MakeColumn, django_assert_num_queries: Any
) -> None:
    spend_all(visitor, make_column)
    for column in (make_column(), make_column(Wall.SUBSCRIBERS), make_column(Wall.REGISTERED)):
        warm(visitor, column)
        with django_assert_num_queries(1):
            visitor.reads(column)


@pytest.mark.promise(
    "Queries: column already counted 1, wall 1, first reading 2, signed in at most 4, front page 1",
    section="http",
)
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


@pytest.mark.promise(
    "Queries: column already counted 1, wall 1, first reading 2, signed in at most 4, front page 1",
    section="http",
)
def test_signed_in_readers_cost_at_most_four(
    registered: Person,
    subscriber: Person,
    make_column: MakeColumn,
    django_assert_max_num_queries: Any,
) -> None:
    columns = [make_column() for _ in range(7)]
    for column in columns:
        warm(subscriber, column)
    for column in columns:
        warm(at_a_browser(), column)
        at_a_browser().client.head(column.get_absolute_url())  # caches the page with the wall
    for person in (subscriber, registered):
        for column in columns:
            with django_assert_max_num_queries(4):
                person.reads(column)


@pytest.mark.promise("The number of queries does not grow with the archive", section="http")
def test_empty_caches_add_few_statements_however_large_the_archive(
    visitor: Person, make_column: MakeColumn
) -> None:
    def cost() -> int:
        column = make_column(Wall.SUBSCRIBERS)
        policy.current.cache_clear()
        offer.lowest.cache_clear()
        lookup.current.cache_clear()
        with CaptureQueriesContext(connection) as captured:
            visitor.reads(column)
        return len(captured)

    few = cost()
    for _ in range(20):
        make_column()
    assert cost() - few <= 2  # two more in "The latest": their bylines


@pytest.mark.promise(
    "The text of a walled column is not read from the database",
    section="paywall",
)
@pytest.mark.parametrize("wall", ALWAYS_WALLED)
def test_the_text_is_not_read_for_a_walled_page(
    wall: Wall, visitor: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            visitor.reads(column)
        assert captured.captured_queries
        assert not [query["sql"] for query in captured if "articles_columntext" in query["sql"]]


@pytest.mark.promise(
    "Only named modules use the table of texts, and no text is read once the meter is used up",
    section="paywall",
)
def test_the_text_is_not_read_once_the_meter_is_spent(
    visitor: Person, make_column: MakeColumn
) -> None:
    spend_all(visitor, make_column)
    column = make_column()
    with CaptureQueriesContext(connection) as captured:
        assert 'class="wall"' in text(visitor.reads(column))
    assert not [query["sql"] for query in captured if "articles_columntext" in query["sql"]]


@pytest.mark.promise(
    "The text of a walled column is not read from the process's page cache either",
    section="paywall",
)
def test_nor_is_what_is_kept_of_it(
    subscriber: Person, visitor: Person, make_column: MakeColumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check that the cached page of a subscriber is not even looked up for a reader without
    access.
    """
    column = make_column(Wall.SUBSCRIBERS)
    values: list[object] = []
    ask = LocMemCache.get

    def noted(self: LocMemCache, *args: Any, **kwargs: Any) -> object:
        values.append(ask(self, *args, **kwargs))
        return values[-1]

    monkeypatch.setattr(LocMemCache, "get", noted)
    subscriber.reads(column)
    subscriber.reads(column)
    assert [value for value in values if LAST_WORD in str(value)]
    values.clear()
    visitor.reads(column)
    visitor.reads(column)
    assert values
    assert not [value for value in values if LAST_WORD in str(value)]
