"""Tests of feeds: valid Atom, full texts of free columns only, stable ids, no cookies."""

from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.reader import Reader
from articles.models import Column, Correction, Source
from articles.models.columns import texts_for
from articles.text.absolute_links import absolute
from subscriptions.models import Entitlement
from subscriptions.paywall import rule
from tests.articles.printing import BODY, HIDDEN, columnist, print_column
from tests.cast import NOON

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise(
        "Feeds, sitemaps, robots.txt and structured data are correct",
        section="columns",
    ),
]
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def fetch(client: Client, address: str = "/feed/") -> ElementTree.Element:
    return ElementTree.fromstring(client.get(address).content)


def entries(client: Client, address: str = "/feed/") -> list[ElementTree.Element]:
    return fetch(client, address).findall(f"{ATOM}entry")


def content(client: Client) -> str:
    (entry,) = entries(client)
    return entry.findtext(f"{ATOM}content") or ""


@pytest.mark.promise("Feeds contain only the teaser of a walled column", section="paywall")
@pytest.mark.parametrize("wall", ["registered", "metered", "subscribers"])
def test_a_walled_column_gives_its_teaser_and_a_link(client: Client, wall: str) -> None:
    print_column("walled", wall=wall)
    html = content(client)
    assert "Paragraph 0" in html
    assert HIDDEN not in html
    assert 'href="http://testserver/columns/walled/"' in html


def test_a_subscribers_feed_is_everyones(client: Client) -> None:
    print_column("walled")
    before = client.get("/feed/").content
    user = User.objects.create_user(email="reader@example.org")
    Entitlement.objects.create(user=user, starts_at=NOON - timedelta(days=1))
    client.force_login(user)
    assert client.get("/feed/").content == before


def test_a_free_column_gives_its_text(client: Client) -> None:
    print_column("open", wall="free", dateline="LAGOS")
    html = content(client)
    assert f"the {HIDDEN}." in html
    assert "LAGOS" in html
    assert "Read the whole column" not in html


@pytest.mark.promise(
    "An agency column that may not be metered is free, and its copyright line is always shown",
    section="columns",
)
@pytest.mark.parametrize("whole", [False, True])
def test_an_agency_decides_about_its_text(client: Client, whole: bool) -> None:
    source = Source.objects.create(name="Coast Wire")
    print_column("wire", source=source, full_text_feed=whole, copyright_notice="© 2026 Coast Wire")
    (entry,) = entries(client)
    html = entry.findtext(f"{ATOM}content") or ""
    assert (HIDDEN in html) is whole
    assert "© 2026 Coast Wire" in html
    assert entry.findtext(f"{ATOM}rights") == "© 2026 Coast Wire"


def test_a_metered_agency_column_stays_walled_though_its_text_may_be_fed(client: Client) -> None:
    source = Source.objects.create(name="Coast Wire")
    print_column("wire", source=source, full_text_feed=True, may_wall=True, wall="metered")
    assert HIDDEN not in content(client)


@pytest.mark.promise("Feeds contain only the teaser of a walled column", section="paywall")
def test_texts_need_the_paywalls_leave() -> None:
    column = print_column("walled", wall="subscribers")
    refused = rule.check(column, Reader(), at=NOON)
    with pytest.raises(PermissionDenied):
        texts_for([refused])
    metered = rule.check(print_column("metered"), Reader(), at=NOON)
    with pytest.raises(PermissionDenied):
        texts_for([metered])


def test_an_entry_says_who_what_and_when(client: Client) -> None:
    column = print_column(
        "one",
        headline="A & B <tides>",
        standfirst="Why “it” matters",
        by="Ada Brook",
        topic="Shipping",
    )
    Correction.objects.create(column=column, at=NOON - timedelta(minutes=5), text="It was Tuesday.")
    root = fetch(client)
    (entry,) = root.findall(f"{ATOM}entry")
    assert root.get(LANGUAGE) == "en-gb"
    assert entry.findtext(f"{ATOM}title") == "A & B <tides>"
    assert entry.findtext(f"{ATOM}summary") == "Why “it” matters"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ada Brook"
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == "http://testserver/columnists/ada-brook/"
    category = entry.find(f"{ATOM}category")
    assert category is not None
    assert category.get("label") == "Shipping"
    assert entry.findtext(f"{ATOM}published") == "2026-11-18T11:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-18T11:55:00+00:00"
    assert "It was Tuesday." in (entry.findtext(f"{ATOM}content") or "")


def test_an_entry_keeps_its_name_when_its_slug_changes(client: Client) -> None:
    column = print_column("old")
    (before,) = entries(client)
    Column.objects.filter(pk=column.pk).update(slug="new")
    (after,) = entries(client)
    assert (
        before.findtext(f"{ATOM}id")
        == after.findtext(f"{ATOM}id")
        == f"tag:testserver,2026:columns/{column.pk}"
    )
    link = after.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://testserver/columns/new/"


def test_addresses_come_from_the_settings_never_from_the_request(
    client: Client, settings: LazySettings
) -> None:
    settings.SITE_URL = "https://opinion.example"
    settings.ALLOWED_HOSTS = ["*"]
    print_column("one", by="Ada Brook")
    answer = client.get("/feed/", headers={"host": "evil.example"})
    assert b"evil.example" not in answer.content
    assert (
        b'rel="self" type="application/atom+xml" href="https://opinion.example/feed/"'
        in answer.content
    )


def test_pictures_and_links_in_a_text_are_full_addresses() -> None:
    html = (
        '<p><a href="/pages/about/">a</a> <a href="#b">b</a> <a href="http://[x/">c</a></p><img'
        ' src="/media/a.jpg">'
    )
    made = absolute(html, "https://opinion.example/columns/one/")
    assert 'href="https://opinion.example/pages/about/"' in made
    assert 'href="https://opinion.example/columns/one/#b"' in made
    assert 'src="https://opinion.example/media/a.jpg"' in made
    assert 'href="http://[' not in made


def test_no_character_breaks_the_xml(client: Client) -> None:
    nasty = "]]> \x0b\x1f\ufffe & <b> \u2028 😀 \u202e"
    print_column(
        "one", headline=nasty, standfirst=nasty, wall="free", body=f"<p>{nasty}</p><p>]]&gt;</p>"
    )
    (entry,) = entries(client)
    assert "😀" in (entry.findtext(f"{ATOM}title") or "")


def test_feeds_of_a_columnist_and_a_topic(client: Client) -> None:
    print_column("hers", by="Ada Brook", topic="Shipping")
    print_column("his", by="Bo Lund", topic="Farming")
    for address in ("/columnists/ada-brook/feed/", "/topics/shipping/feed/"):
        (entry,) = entries(client, address)
        assert entry.findtext(f"{ATOM}title") == "About hers"
    for address in ("/columnists/nobody/feed/", "/topics/nothing/feed/"):
        assert client.get(address).status_code == 404


def test_the_newest_thirty_live_ones(client: Client) -> None:
    for number in range(32):
        print_column(
            f"c{number}",
            published_at=NOON - timedelta(hours=number),
            body="<p>One. Two. Three.</p>",
        )
    print_column("embargo", published_at=NOON + timedelta(seconds=1))
    print_column("withdrawn", state="withdrawn")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(client)]
    assert titles == [f"About c{number}" for number in range(30)]


@pytest.mark.promise(
    "Public pages can be shared by caches, set no cookie, and answer 304 to their ETag",
    section="http",
)
def test_it_may_be_shared_and_asked_for_again(client: Client) -> None:
    print_column("one")
    first = client.get("/feed/")
    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" in first["Vary"]
    assert not first.cookies
    again = client.get("/feed/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    print_column("two")
    assert client.get("/feed/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_a_feed_and_stays_the_same(client: Client) -> None:
    columnist("Ada Brook")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        later = client.get("/columnists/ada-brook/feed/")
    now = client.get("/columnists/ada-brook/feed/")
    assert now.content == later.content
    assert (
        ElementTree.fromstring(now.content).findtext(f"{ATOM}updated")
        == "2000-01-01T00:00:00+00:00"
    )


def test_statements_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        wall = "free" if number % 2 else "metered"
        print_column(f"c{number}", wall=wall, by="Ada Brook", topic="Shipping", body=BODY)
    with django_assert_num_queries(6):
        client.get("/feed/")
    with django_assert_num_queries(7):
        client.get("/columnists/ada-brook/feed/")
