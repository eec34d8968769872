"""Tests of structured data and metadata: correct, escaped, without hidden text."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from articles.models import Column, ColumnistLink, Correction, Photo, Series, Source
from articles.pages import structured_data
from tests.articles.printing import HIDDEN, columnist, print_column
from tests.cast import NOON

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_noon"),
    pytest.mark.promise(
        "Feeds, sitemaps, robots.txt and structured data are correct",
        section="columns",
    ),
]


def page(client: Client, column: Column) -> str:
    return client.get(column.get_absolute_url()).content.decode()


def json_ld(client: Client, column: Column) -> dict[str, Any]:
    (block,) = BLOCK.findall(page(client, column))
    made: dict[str, Any] = json.loads(block)
    return made


def photo() -> Photo:
    sizes = [("wide", 640, 360), ("wide", 1280, 720), ("square", 400, 400)]
    renditions = [
        {
            "crop": crop,
            "format": kind,
            "width": width,
            "height": height,
            "path": f"{crop}-{width}.{kind}",
        }
        for crop, width, height in sizes
        for kind in ("jpeg", "webp")
    ]
    return Photo.objects.create(
        original="photos/a.jpg", width=1280, height=720, alt="A harbour", renditions=renditions
    )


def test_a_column_in_the_words_of_schema_org(client: Client) -> None:
    series = Series.objects.create(name="Coasts", slug="coasts")
    column = print_column(
        "one", headline="Tides", standfirst="Twice a day", by="Ada Brook", topic="Shipping", series=series,
        wall="free", lead_photo=photo(), updated_at=NOON - timedelta(minutes=30),
    )  # fmt: skip
    Correction.objects.create(column=column, at=NOON, text="It was Tuesday.")
    made = json_ld(client, column)
    assert made["@type"] == "OpinionNewsArticle"
    assert (made["headline"], made["description"]) == ("Tides", "Twice a day")
    assert made["datePublished"] == "2026-11-18T11:00:00+00:00"
    assert made["dateModified"] == "2026-11-18T11:30:00+00:00"
    assert made["author"] == [
        {"@type": "Person", "name": "Ada Brook", "url": "http://testserver/columnists/ada-brook/"}
    ]
    assert made["publisher"]["name"] == "Standfirst"
    assert made["publisher"]["logo"]["url"].startswith("http://testserver/static/")
    assert made["image"] == [
        "http://testserver/media/square-400.jpeg",
        "http://testserver/media/wide-1280.jpeg",
    ]
    assert made["articleSection"] == ["Shipping"]
    assert made["isPartOf"]["name"] == "Coasts"
    assert made["correction"][0]["text"] == "It was Tuesday."
    assert made["mainEntityOfPage"]["@id"] == "http://testserver/columns/one/"
    assert made["isAccessibleForFree"] is True
    assert "hasPart" not in made


@pytest.mark.promise(
    "`isAccessibleForFree` depends on the wall, not on the reader",
    section="columns",
)
@pytest.mark.parametrize("wall", ["registered", "metered", "subscribers"])
def test_a_walled_column_says_so_granted_or_not(client: Client, wall: str) -> None:
    column = print_column("walled", wall=wall)
    for _ in range(2):  # a metered column is granted, and counted at the second visit
        text = page(client, column)
        (block,) = BLOCK.findall(text)
        made = json.loads(block)
        assert made["isAccessibleForFree"] is False
        assert made["hasPart"] == {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".walled",
        }
        assert re.search(r'class="[^"]*\bwalled\b', text)
        assert "articleBody" not in made
        assert HIDDEN not in block
        assert re.search(r'name="robots" content="[^"]*noarchive', text)


def test_two_columns_that_differ_only_in_hidden_words_have_the_same_metadata(
    client: Client,
) -> None:
    column = print_column("walled", wall="subscribers")
    before = page(client, column)
    body = column.text_for(_desk(column)).body
    print_column(
        "walled",
        wall="subscribers",
        body=body.replace(HIDDEN, "trombonist and a great many more words"),
    )
    assert page(client, column) == before


def _desk(column: Column) -> Any:
    from accounts.models import User
    from accounts.reader import Reader
    from subscriptions.paywall import rule

    chief = User.objects.create_superuser(email="chief@example.org", password="long-enough-words")
    return rule.check(column, Reader(user=chief), at=NOON)


@pytest.mark.promise(
    "An agency column that may not be metered is free, and its copyright line is always shown",
    section="columns",
)
def test_an_agencys_rights_and_canonical_address(client: Client) -> None:
    source = Source.objects.create(name="Coast Wire")
    address = "https://wire.example/tides"
    column = print_column(
        "wire", source=source, copyright_notice="© Coast Wire", canonical_url=address
    )
    made, text = json_ld(client, column), page(client, column)
    assert (
        made["copyrightHolder"]
        == made["sourceOrganization"]
        == {
            "@type": "Organization",
            "name": "Coast Wire",
        }
    )
    assert made["copyrightNotice"] == "© Coast Wire"
    assert made["mainEntityOfPage"]["@id"] == address
    assert f'<link rel="canonical" href="{address}">' in text
    assert made["isAccessibleForFree"] is True


def test_a_headline_cannot_break_out(client: Client) -> None:
    nasty = "</script><script>alert(1)</script><!-- & \"quotes\" 'too' \u2028"
    column = print_column("one", headline=nasty, standfirst=nasty)
    assert json_ld(client, column)["headline"] == nasty
    text = page(client, column)
    assert "<script>alert" not in text
    assert len(re.findall("<script", text)) == 1


def test_open_graph(client: Client) -> None:
    text = page(
        client,
        print_column("one", headline="Tides", by="Ada Brook", topic="Shipping", lead_photo=photo()),
    )
    for name, value in {
        "og:type": "article",
        "og:title": "Tides",
        "og:description": "Tides, by Ada Brook",
        "og:url": "http://testserver/columns/one/",
        "og:image": "http://testserver/media/wide-1280.jpeg",
        "og:image:alt": "A harbour",
        "article:published_time": "2026-11-18T11:00:00+00:00",
        "article:author": "http://testserver/columnists/ada-brook/",
        "article:tag": "Shipping",
    }.items():
        assert f'<meta property="{name}" content="{value}">' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert text.count('<meta name="description"') == 1
    assert '<meta name="description" content="Tides, by Ada Brook">' in text


def test_what_the_desk_wrote_for_search_engines_goes_first(client: Client) -> None:
    text = page(
        client,
        print_column(
            "one", standfirst="Twice a day", seo_description="About tides", seo_title="Tides?"
        ),
    )
    assert '<meta name="description" content="About tides">' in text
    assert "<title>Tides? · Standfirst</title>" in text


def test_a_columnist_and_the_site() -> None:
    ada = columnist("Ada Brook")
    ColumnistLink.objects.create(columnist=ada, label="Home", url="https://ada.example/")
    made = json.loads(structured_data.about_columnist(ada))["mainEntity"]
    assert made["url"] == "http://testserver/columnists/ada-brook/"
    assert made["sameAs"] == ["https://ada.example/"]
    site, publisher = json.loads(structured_data.about_site())["@graph"]
    assert site["publisher"]["@id"] == publisher["@id"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_policy_lets_the_data_stand(live_server: LiveServer, page: Page) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    column = print_column("one", headline="</script><script>document.title = 'broken'</script>")
    page.goto(f"{live_server.url}{column.get_absolute_url()}")
    made = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert made["headline"] == column.headline
    assert page.title() != "broken"
    assert messages == []


def test_lists_name_themselves(client: Client) -> None:
    print_column(
        "one",
        by="Ada Brook",
        topic="Shipping",
        series=Series.objects.create(name="Coasts", slug="coasts"),
    )
    for path in (
        "/",
        "/columns/",
        "/columnists/",
        "/columnists/ada-brook/",
        "/topics/shipping/",
        "/series/coasts/",
    ):
        text = client.get(path).content.decode()
        assert f'<link rel="canonical" href="http://testserver{path}">' in text
        assert f'<meta property="og:url" content="http://testserver{path}">' in text
    (person,) = BLOCK.findall(client.get("/columnists/ada-brook/").content.decode())
    assert json.loads(person)["mainEntity"]["name"] == "Ada Brook"
    (site,) = BLOCK.findall(client.get("/").content.decode())
    assert json.loads(site)["@graph"][0]["@type"] == "WebSite"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/pages/about/",
        "/donate/",
        "/search/",
        "/subscribe/",
        "/account/reading/",
        "/accounts/login/",
    ],
)
def test_every_other_page_names_its_own_address(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    address = f"{settings.SITE_URL}{path}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    assert '<meta property="og:title"' in page
