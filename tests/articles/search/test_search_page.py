"""Tests of the search page: no query causes an error, and it reveals no hidden words."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.responses import PRIVATE
from tests.articles.printing import HIDDEN, print_column
from tests.cast import NOON, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.mark.promise("Search accepts any input", section="columns")
@pytest.mark.parametrize(
    "query",
    [
        "", "   ", "*", '"', '""', "'", "a'b", "NEAR(", "NEAR/2", "a OR", "AND", "NOT a", "words:a", "-a", "a*b*", "^a",
        "{a}", "\\", "a\\", "%", "_", "&|!:*", "<->", "a & b",
        "\x00", "a\x00b", "\x07", "\ud7ff\u202ea", "😀", "é" * 200,
        "a " * 100, '" ' * 100, "<script>alert(1)</script>", "{{ 7 }}{% x %}", "x" * 5000, "🏴" * 200, "½ ² ①",
    ],
)  # fmt: skip
def test_no_question_breaks_it(visitor: Person, subscriber: Person, query: str) -> None:
    print_column("walled")
    for person in (visitor, subscriber):
        answer = person.client.get("/search/", {"q": query})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.promise("Search accepts any input", section="columns")
def test_bytes_that_are_no_text(client: Client) -> None:
    assert client.get("/search/?q=%ff%fe%00").status_code == 200


def test_the_page_says_what_it_did(client: Client) -> None:
    print_column("walled", headline="Tides", standfirst="Twice a day", by="Ada Brook")
    page = client.get("/search/", {"q": "harbours"})
    text = page.content.decode()
    for shown in ("Tides", "Twice a day", "Ada Brook", "18 November 2026", 'value="harbours"'):
        assert shown in text
    assert "speaks of" not in text
    assert '<meta name="robots" content="noindex">' in text
    assert page["Cache-Control"] == PRIVATE
    assert not page.cookies
    assert "No column with" in client.get("/search/", {"q": HIDDEN}).content.decode()
    assert "at most 200 characters" in client.get("/search/", {"q": "x" * 5000}).content.decode()
    assert "no word in" in client.get("/search/", {"q": "!?"}).content.decode()


def test_a_strangers_two_answers_are_the_same_whether_the_word_is_hidden_or_absent(
    client: Client,
) -> None:
    print_column("walled")
    hidden = client.get("/search/", {"q": HIDDEN}).content.replace(HIDDEN.encode(), b"")
    absent = client.get("/search/", {"q": "xylographist"}).content.replace(b"xylographist", b"")
    assert hidden == absent


def test_pages_are_bounded(client: Client) -> None:
    for number in range(21):
        print_column(f"c{number}", published_at=NOON - timedelta(hours=number))
    first = client.get("/search/", {"q": "harbours"}).content.decode()
    second = client.get("/search/", {"q": "harbours", "page": "2"}).content.decode()
    assert "?q=harbours&amp;page=2" in first
    assert "/columns/c20/" not in first
    assert "/columns/c20/" in second
    assert "Older results" not in second
    for page in ("0", "11", "-1", "x", "", "1e3", "9" * 40, "²"):
        assert client.get("/search/", {"q": "harbours", "page": page}).status_code == 404


def results(client: Client, address: str) -> tuple[list[str], str, str]:
    """Return the columns of a page in order, and the links to newer and older results."""
    page = client.get(f"/search/{address}").content.decode()
    links = {
        rel: unescape(to) for to, rel in re.findall(r'<a href="([^"]*)" rel="(prev|next)"', page)
    }
    return (
        re.findall(r'class="headline"[^>]*><a href="/columns/([^/]+)/', page),
        links.get("prev", ""),
        links.get("next", ""),
    )


def print_many(number: int) -> None:
    for each in range(number):
        print_column(f"c{each}", published_at=NOON - timedelta(hours=each + 1))


def named(*numbers: int) -> list[str]:
    return [f"c{each}" for each in numbers]


@pytest.mark.promise(
    "Search results neither repeat nor skip columns while others appear",
    section="columns",
)
@pytest.mark.parametrize("moment", [NOON, NOON - timedelta(hours=3), NOON - timedelta(hours=20)])
def test_the_next_page_goes_on_behind_this_one_though_a_column_appears(
    client: Client, moment: datetime
) -> None:
    print_many(21)
    _, _, older = results(client, "?q=harbours")
    print_column("new", published_at=moment)
    assert results(client, older)[0] == named(20)


@pytest.mark.promise(
    "Search results neither repeat nor skip columns while others appear",
    section="columns",
)
def test_nothing_is_skipped_when_a_column_disappears(client: Client) -> None:
    print_many(42)
    first, _, older = results(client, "?q=harbours")
    assert first == named(*range(20))
    for gone in (0, 7, 19):  # also the last one of the page, after which the next page begins
        print_column(f"c{gone}", state="withdrawn", published_at=NOON - timedelta(hours=gone + 1))
    second, _, older = results(client, older)
    assert second == named(*range(20, 40))
    assert results(client, older)[0] == named(40, 41)


def test_the_same_second_is_paged_by_key(client: Client) -> None:
    for number in range(25):
        print_column(f"c{number}", published_at=NOON - timedelta(microseconds=number + 1))
    first, _, older = results(client, "?q=harbours")
    second = results(client, older)[0]
    assert sorted(first + second) == sorted(named(*range(25)))


def test_back_and_forward(client: Client) -> None:
    print_many(45)
    _, _, second = results(client, "?q=harbours")
    _, first, third = results(client, second)
    assert (first, "page=3" in third) == ("?q=harbours", True)
    columns, back, none = results(client, third)
    assert (columns, none) == (named(*range(40, 45)), "")
    print_column("new", published_at=NOON)
    columns, newer, older = results(client, back)
    assert columns == named(*range(20, 40))
    assert results(client, older)[0] == named(*range(40, 45))
    assert results(client, newer)[0][:2] == ["new", "c0"]
    assert "page 2" in client.get(f"/search/{back}").content.decode()


def test_a_page_whose_columns_are_gone_leads_back(client: Client) -> None:
    print_many(21)
    _, _, older = results(client, "?q=harbours")
    print_column("c20", state="withdrawn")
    page = client.get(f"/search/{older}").content.decode()
    assert "There are no more columns" in page
    assert '<a href="?q=harbours">Back to the newest</a>' in page


@pytest.mark.parametrize("name", ["before", "after"])
@pytest.mark.parametrize(
    "cursor",
    ["x", "1", "1_", "_1", "1_1_1", "9" * 18 + "_1", "1_" + "9" * 19, "1_-1", "²_1", "1_1;"],
)
def test_a_place_that_no_page_begins_at(client: Client, name: str, cursor: str) -> None:
    print_column("one")
    assert client.get("/search/", {"q": "harbours", "page": "2", name: cursor}).status_code == 404


@pytest.mark.parametrize(
    "cursor", ["0_0", "-1_1", "-62135596800000000_1", f"{10**17 - 1}_{10**18 - 1}", "0_" + "9" * 18]
)
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_made_up_place_shows_nothing_that_is_not_public(
    visitor: Person, subscriber: Person, name: str, cursor: str
) -> None:
    print_column("walled")
    print_column("to-come", published_at=NOON + timedelta(hours=1))
    print_column("draft", state="draft")
    for query in ("harbours", HIDDEN):
        visible, _, _ = results(visitor.client, f"?q={query}&{name}={cursor}")
        assert set(visible) <= ({"walled"} if query == "harbours" else set())
        assert set(results(subscriber.client, f"?q={query}&{name}={cursor}")[0]) <= {"walled"}


def test_statements_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        print_column(f"c{number}", by=f"Writer {number}")
    client.get("/search/", {"q": "harbours"})
    with django_assert_num_queries(4):
        client.get("/search/", {"q": "harbours"})
