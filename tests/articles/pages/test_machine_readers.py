"""Tests of pages as search engines, text extractors and text browsers read them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from articles.models import Column, Source
from tests.articles.pages.test_sitemaps import everything, fetch
from tests.articles.printing import print_column
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HERE = "http://testserver/columns/one/"
DATES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\s\"<]*")


def page(client: Client, path: str = "/columns/one/") -> str:
    return client.get(path).content.decode()


@pytest.mark.promise("Sitemaps list only canonical addresses", section="columns")
@pytest.mark.parametrize(
    ("canonical", "listed"),
    [
        ("", True),
        (HERE, True),
        (HERE.rstrip("/"), True),
        ("https://testserver/columns/one/", True),
        ("http://TESTSERVER:80/columns/one/", True),
        ("https://agency.example/one/", False),
        ("http://testserver/columns/another/", False),
        ("http://testserver.example/columns/one/", False),
        ("http://testserver:8080/columns/one/", False),
    ],
)
def test_sitemaps_list_only_canonical_addresses(
    canonical: str, listed: bool, client: Client
) -> None:
    print_column("one", canonical_url=canonical, published_at=NOON - timedelta(hours=1))
    assert (HERE in everything(client)) is listed
    assert (HERE in fetch(client, "/news-sitemap.xml")) is listed


def test_no_change_is_told_from_before_publication(client: Client) -> None:
    published = NOON - timedelta(hours=6)
    print_column("one", published_at=published, updated_at=NOON - timedelta(days=2))
    text = page(client)
    assert "Updated" not in text
    assert "article:modified_time" not in text
    assert f'"dateModified": "{published.isoformat()}"' in text
    assert everything(client)[HERE] == published.isoformat()


def test_a_change_after_publication_is_told(client: Client) -> None:
    print_column("one", published_at=NOON - timedelta(days=2), updated_at=NOON - timedelta(hours=1))
    text = page(client)
    assert f'"dateModified": "{(NOON - timedelta(hours=1)).isoformat()}"' in text
    assert "Updated" in text


def test_dates_are_whole_seconds_everywhere(client: Client) -> None:
    at = NOON.replace(microsecond=573618)
    print_column(
        "one", wall="free", published_at=at - timedelta(days=1), updated_at=at - timedelta(hours=1)
    )
    for path in (
        "/columns/one/",
        "/feed/",
        "/news-sitemap.xml",
        "/sitemap.xml",
        "/sitemap-names.xml",
        "/columns/",
    ):
        results = DATES.findall(page(client, path))
        assert results, path
        assert not [each for each in results if "." in each], path


def test_agency_and_dates_stand_apart_in_the_text(client: Client) -> None:
    source = Source.objects.create(name="Meridian News Service")
    print_column(
        "one",
        source=source,
        published_at=NOON - timedelta(days=2),
        updated_at=NOON - timedelta(hours=1),
    )
    text = re.sub(r"<[^>]+>", "", page(client))
    assert "Meridian News Service · 16 November 2026 · Updated 18 November 2026" in text


def test_only_the_own_byline_names_the_author(client: Client) -> None:
    print_column("one", by="Ada Brook")
    for number in range(4):
        print_column(f"other-{number}", by="Bo Lund")
    assert re.findall(r'rel="author"><bdi>([^<]+)', page(client)) == ["Ada Brook"]
    assert 'rel="author"' not in page(client, "/columns/")


def test_other_columns_are_marked_as_related(client: Client) -> None:
    """Check the class by which reading modes recognize related content."""
    print_column("one")
    print_column("two")
    for section in re.findall(
        r'<section class="([^"]*)" aria-labelledby="(?:more-on-this|the-latest)"', page(client)
    ):
        assert "related" in section.split()
    assert 'class="related latest column-latest"' in page(client)


def test_a_shared_link_names_this_page_and_search_engines_the_agencys(client: Client) -> None:
    print_column("one", canonical_url="https://agency.example/one/")
    text = page(client)
    assert f'<meta property="og:url" content="{HERE}">' in text
    assert '<link rel="canonical" href="https://agency.example/one/">' in text


@pytest.mark.parametrize(
    "path",
    ["/", "/columns/", "/columns/one/", "/columnists/", "/search/", "/subscribe/", "/donate/"],
)
def test_every_page_has_a_picture_and_a_title_for_shared_links(path: str, client: Client) -> None:
    Column.objects.filter(slug="one").delete()
    print_column("one", headline="Tides & harbours")
    text = page(client, path)
    tags = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', text)
    )
    assert tags["og:image"].startswith("http://testserver/static/img/apple-touch-icon")
    assert tags["twitter:image"] == tags["og:image"]
    assert tags["twitter:title"] == tags["og:title"] != ""
    if path == "/columns/one/":
        assert unescape(tags["twitter:title"]) == "Tides & harbours"
        assert tags["twitter:description"] == tags["og:description"] != ""


@pytest.mark.parametrize("path", ["/feed/", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt"])
def test_head_has_the_headers_of_get(path: str, client: Client) -> None:
    print_column("one", published_at=NOON - timedelta(hours=1))
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert {**head.headers} == {**got.headers}
    assert client.get(path, headers={"if-none-match": head["ETag"]}).status_code == 304
