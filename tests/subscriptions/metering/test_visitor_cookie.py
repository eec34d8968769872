"""The visitor's cookie: signed, with an id and never a count."""

from typing import Any

import pytest

from articles.models import Column
from subscriptions.models import FreeRead
from tests.cast import MakeColumn, Person, at_a_browser

pytestmark = pytest.mark.promise(
    "The visitor cookie holds a signed id, and replaying an old cookie gains nothing",
    section="meter",
)


LAST_WORD = "word5x39"


def is_open(person: Person, column: Column) -> bool:
    return LAST_WORD in person.reads(column).content.decode()


@pytest.fixture
def columns(make_column: MakeColumn) -> list[Column]:
    return [make_column() for _ in range(4)]


def test_an_old_cookie_gains_nothing(visitor: Person, columns: list[Column]) -> None:
    visitor.reads(columns[0])
    replayed = visitor.client.cookies["visitor"].value
    for column in columns[1:3]:
        visitor.reads(column)
    again = at_a_browser()
    again.client.cookies["visitor"] = replayed
    assert not is_open(again, columns[3])
    assert is_open(again, columns[2])


def test_the_cookie_says_nothing_and_belongs_to_this_site_only(
    visitor: Person, columns: list[Column]
) -> None:
    visitor.reads(columns[0])
    cookie = visitor.client.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert cookie["max-age"] == 396 * 24 * 3600
    value = cookie.value
    visitor.reads(columns[1])
    assert visitor.client.cookies["visitor"].value == value


@pytest.mark.promise("No cookie is set before the first metered column", section="meter")
def test_no_cookie_before_a_metered_column(visitor: Person, make_column: MakeColumn) -> None:
    for wall in ("free", "registered", "subscribers"):
        assert not visitor.reads(make_column(wall)).cookies
    assert not visitor.client.get("/account/reading/").cookies


HOSTILE = [
    "",
    "x",
    "a:b",
    ":",
    "visitor:1",
    "é:é",
    "\x00",
    "%00:%0a",
    '"\\377:\\012"',
    "a" * 199,
    "b" * 9000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_cookie_that_is_not_ours_makes_a_newcomer(
    value: str, visitor: Person, columns: list[Column]
) -> None:
    visitor.client.cookies["visitor"] = value
    answer = visitor.reads(columns[0])
    assert answer.status_code == 200
    assert "You have 2 free columns left this month." in answer.content.decode()
    key = FreeRead.objects.get().reader_key
    assert len(key) == len("visitor:") + 22


@pytest.mark.parametrize(
    "harm", [lambda v: v[:-1], lambda v: v[1:], lambda v: v + "x", lambda v: v.upper()]
)
def test_a_cookie_cut_or_changed_is_no_cookie(
    harm: Any, visitor: Person, columns: list[Column]
) -> None:
    visitor.reads(columns[0])
    thief = at_a_browser()
    thief.client.cookies["visitor"] = harm(visitor.client.cookies["visitor"].value)
    thief.reads(columns[1])
    assert FreeRead.objects.values("reader_key").distinct().count() == 2


def test_a_new_secret_key_forgets_no_visitor(
    visitor: Person, columns: list[Column], settings: Any
) -> None:
    for column in columns[:3]:
        visitor.reads(column)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [old]
    assert not is_open(visitor, columns[3])
    settings.SECRET_KEY_FALLBACKS = []
    assert is_open(visitor, columns[3])
