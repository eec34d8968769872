"""The page of search: no question breaks it, and a stranger learns nothing from it of hidden words."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.cache_headers import NO_STORE
from tests.articles.printing import HIDDEN, print_column
from tests.cast import NOON, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


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
    assert page["Cache-Control"] == NO_STORE
    assert not page.cookies
    assert "No column with" in client.get("/search/", {"q": HIDDEN}).content.decode()
    assert "at most 200 characters" in client.get("/search/", {"q": "x" * 5000}).content.decode()
    assert "no word in" in client.get("/search/", {"q": "!?"}).content.decode()


def test_a_strangers_two_answers_are_the_same_whether_the_word_is_hidden_or_absent(client: Client) -> None:
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


def test_statements_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(12):
        print_column(f"c{number}", by=f"Writer {number}")
    client.get("/search/", {"q": "harbours"})
    with django_assert_num_queries(4):
        client.get("/search/", {"q": "harbours"})
