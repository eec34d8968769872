"""Tests of the sitemap, the news sitemap and robots.txt."""

import urllib.robotparser
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import sitemaps
from tests.articles.printing import print_column
from tests.cast import NOON

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "Feeds, sitemaps, robots.txt and structured data are correct",
        section="columns",
    ),
]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def fetch(client: Client, address: str) -> dict[str, str | None]:
    """Return the URLs with their last change."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert not answer.cookies
    root = ElementTree.fromstring(answer.content)
    return {
        each.findtext(f"{SITEMAP}loc") or "": each.findtext(f"{SITEMAP}lastmod") for each in root
    }


def everything(client: Client) -> dict[str, str | None]:
    parts = [address.removeprefix("http://testserver") for address in fetch(client, "/sitemap.xml")]
    return {address: changed for part in parts for address, changed in fetch(client, part).items()}


def test_everything_that_readers_can_open_is_in_it(client: Client) -> None:
    print_column("one", by="Ada Brook", topic="Shipping")
    print_column("changed", updated_at=NOON - timedelta(minutes=1))
    print_column("draft", state="draft", by="Bo Lund", topic="Farming")
    print_column("embargo", published_at=NOON + timedelta(seconds=1))
    print_column("expired", expires_at=NOON)
    results = everything(client)
    columns = {address for address in results if "/columns/" in address}
    assert columns == {f"http://testserver/columns/{slug}" for slug in ("", "one/", "changed/")}
    assert results["http://testserver/columns/one/"] == "2026-11-18T11:00:00+00:00"
    assert results["http://testserver/columns/changed/"] == "2026-11-18T11:59:00+00:00"
    for path in (
        "/",
        "/columnists/",
        "/columnists/ada-brook/",
        "/topics/shipping/",
        "/pages/about/",
    ):
        assert f"http://testserver{path}" in results
    assert not [address for address in results if "bo-lund" in address or "farming" in address]


def test_every_address_in_it_opens(client: Client) -> None:
    print_column("one", by="Ada Brook", topic="Shipping")
    for address in everything(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_parts_are_bounded_and_none_is_empty(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "SPAN", 2)
    columns = [
        print_column(f"c{number}", published_at=NOON - timedelta(days=number))
        for number in range(7)
    ]
    for column in columns:
        if column.pk // 2 == columns[3].pk // 2:
            print_column(column.slug, state="withdrawn")
    parts = {
        address: changed
        for address, changed in fetch(client, "/sitemap.xml").items()
        if "columns" in address
    }
    sizes = [len(fetch(client, address.removeprefix("http://testserver"))) for address in parts]
    assert all(1 <= size <= 2 for size in sizes)
    assert sum(sizes) == sum(column.pk // 2 != columns[3].pk // 2 for column in columns)
    assert next(iter(parts.values())) == max(filter(None, parts.values()))


@pytest.mark.parametrize(
    "part", ["columns-", "columns-x", "columns--1", "columns-99999999999999999999", "else"]
)
def test_a_part_that_is_none(client: Client, part: str) -> None:
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_the_index_takes_one_statement(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    print_column("one")
    with django_assert_num_queries(1):
        client.get("/sitemap.xml")


def test_the_news_of_two_days(client: Client) -> None:
    print_column("old", published_at=NOON - timedelta(hours=48))
    print_column(
        "new",
        published_at=NOON - timedelta(hours=48) + timedelta(seconds=1),
        headline="Tides & <ports>",
    )
    print_column("embargo", published_at=NOON + timedelta(seconds=1))
    (url,) = ElementTree.fromstring(client.get("/news-sitemap.xml").content)
    assert url.findtext(f"{SITEMAP}loc") == "http://testserver/columns/new/"
    assert url.findtext(f"{NEWS}news/{NEWS}title") == "Tides & <ports>"
    assert url.findtext(f"{NEWS}news/{NEWS}publication_date") == "2026-11-16T12:00:01+00:00"
    assert url.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}name") == "Standfirst"
    assert url.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}language") == "en"


def test_robots(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    for path in (
        "/admin/",
        "/accounts/login/",
        "/account/reading/",
        "/search/?q=a",
        "/feed/own/x/",
    ):
        assert not rules.can_fetch("Googlebot", path), path
    for path in ("/", "/columns/one/", "/feed/", "/subscribe/"):
        assert rules.can_fetch("Googlebot", path), path
    assert rules.site_maps() == [
        "http://testserver/sitemap.xml",
        "http://testserver/news-sitemap.xml",
    ]
