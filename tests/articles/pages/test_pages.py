"""Tests of public pages: parts of a column in order, the wall, static pages, error pages."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from articles.models import Column, Columnist, Correction, Page, Photo, Series, Source, Topic
from subscriptions.models import Wall
from tests.articles.fetching import in_order, page_of
from tests.cast import HOUR, NOON, MakeColumn, Person

HOUSE_PAGES = [
    "about",
    "contact",
    "guidelines",
    "story-ideas",
    "newsletters",
    "donate",
    "privacy",
    "terms",
]
HEADED = ["/", "/columns/", "/columnists/", "/columnists/ada-quill/", "/pages/about/", "/search/"]


@pytest.mark.promise("The parts of the column page appear in the right order", section="columns")
def test_a_granted_column_has_its_parts_in_order(
    visitor: Person, make_column: MakeColumn, ada: Columnist, harbours: Topic
) -> None:
    source = Source.objects.create(name="Meridian")
    fields: dict[str, Any] = {
        "kicker": "Letter",
        "standfirst": "Why it matters.",
        "dateline": "PORT ELLERY",
    }
    fields |= {
        "source": source,
        "copyright_notice": "© Meridian",
        "may_wall": True,
        "updated_at": NOON,
    }
    column = make_column(headline="On tides", columnists=(ada,), **fields)
    column.column_topics.create(topic=harbours)
    Correction.objects.create(column=column, at=NOON, text="It was the east pier.")
    make_column(headline="Another one", wall=Wall.FREE)
    above = [
        "skip-link",
        "masthead",
        "Letter",
        "<h1",
        "On tides",
        "Why it matters.",
        "ada-quill",
        "Meridian",
        "18 November",
    ]
    text = ["Updated", 'class="meter"', "PORT ELLERY", "word0x0", "word5x39"]
    below = [
        "It was the east pier.",
        "© Meridian",
        "Harbours",
        "Ada Quill keeps bees.",
        "Share this column",
    ]
    end = ["The latest", "Another one", "Donate", "Subscribe"]
    in_order(page_of(visitor.client, column.get_absolute_url()), *above, *text, *below, *end)


@pytest.mark.promise("A page shows exactly one paywall message", section="meter")
def test_the_wall_stands_after_the_teaser_and_asks_once(
    visitor: Person, make_column: MakeColumn
) -> None:
    column = make_column(Wall.SUBSCRIBERS, dateline="(CNN)")
    html = page_of(visitor.client, column.get_absolute_url())
    in_order(
        html,
        "<bdi>(CNN)</bdi> —",
        "word0x0",
        'aria-labelledby="wall-heading"',
        "This column is for subscribers.",
    )
    in_order(
        html,
        "for subscribers.",
        "Full access from",
        "$3.99",
        "/subscribe/?next=%2Fcolumns%2F",
        "/accounts/login/?next=",
    )
    assert "word5x39" not in html
    assert html.count("This column is for subscribers.") == 1
    assert "<!--" not in html


def test_a_registered_reader_at_the_wall_is_not_asked_to_sign_in(
    registered: Person, make_column: MakeColumn
) -> None:
    html = page_of(registered.client, make_column(Wall.SUBSCRIBERS).get_absolute_url())
    assert "/subscribe/?next=" in html
    assert "Sign in" not in html
    assert "Create a free account" not in html


def test_the_registration_wall_offers_the_account_first(
    visitor: Person, make_column: MakeColumn
) -> None:
    html = page_of(visitor.client, make_column(Wall.REGISTERED).get_absolute_url())
    in_order(
        html,
        "This column is free to read with an account.",
        'class="button"',
        "Create a free account",
        "Sign in",
    )
    assert "Full access from" not in html


def test_a_series_leads_to_its_neighbours(visitor: Person, make_column: MakeColumn) -> None:
    series = Series.objects.create(name="Tides", slug="tides")
    columns = [
        make_column("free", series=series, published_at=NOON - age * HOUR) for age in (3, 2, 1)
    ]
    html = page_of(visitor.client, columns[1].get_absolute_url())
    in_order(html, "Before this", columns[0].slug, "After this", columns[2].slug)


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ("<p>Early.</p>", "<p>{} Early.</p>"),
        ("<h2>Head</h2><p>x</p>", "<p>{} </p>\n<h2>Head</h2><p>x</p>"),
        ("", ""),
    ],
)
def test_the_dateline_stands_at_the_first_words(html: str, printed: str) -> None:
    context = Context({"html": html, "place": "A <b>"})
    text = Template("{% load articles %}{% with_dateline html place %}").render(context)
    assert text == printed.format('<span class="dateline"><bdi>A &lt;b&gt;</bdi> —</span>')


@pytest.mark.promise(
    "Photos state their size and are offered as WebP and JPEG in several widths",
    section="photos",
)
def test_a_picture_states_its_size_and_offers_both_formats() -> None:
    made = [
        {
            "crop": "card",
            "format": kind,
            "width": width,
            "height": width * 2 // 3,
            "path": f"{width}.{kind}",
        }
        for kind in ("jpeg", "webp")
        for width in (320, 640, 960)
    ]
    context = Context({"photo": Photo(alt='A "quay"', renditions=made)})
    text = Template('{% load articles %}{% picture photo crop="card" sizes="50vw" %}').render(
        context
    )
    in_order(
        text,
        "image/webp",
        "/media/320.webp 320w",
        'src="/media/640.jpeg"',
        "/media/960.jpeg 960w",
        'width="960"',
    )
    in_order(text, 'height="640"', 'alt="A &quot;quay&quot;"', 'loading="lazy"')


@pytest.mark.promise("The default pages exist after `migrate`", section="columns")
@pytest.mark.parametrize("slug", HOUSE_PAGES)
def test_the_house_has_its_pages_from_the_start(visitor: Person, slug: str) -> None:
    page = Page.objects.get(slug=slug)
    html = page_of(visitor.client, page.get_absolute_url())
    assert page.body in html
    assert page.get_absolute_url() in page_of(visitor.client, "/").split("<footer")[1]


@pytest.mark.parametrize("name", ["guidelines"])
def test_some_pages_have_a_short_address(visitor: Person, name: str) -> None:
    html = page_of(visitor.client, f"/{name}/")
    assert reverse(f"articles:{name}") == f"/{name}/"
    assert f"/pages/{name}/" in html


def test_links_in_the_default_pages_lead_somewhere(visitor: Person) -> None:
    addresses = {
        link for page in Page.objects.all() for link in re.findall(r'href="(/[^"]*)"', page.body)
    }
    assert addresses
    for address in sorted(addresses):
        assert visitor.client.get(address).status_code in {200, 302}, address


def test_a_changed_page_is_shown_at_once(visitor: Person) -> None:
    page_of(visitor.client, "/pages/about/")
    page = Page.objects.get(slug="about")
    page.body = "<p>Changed.</p>"
    page.save()
    assert "<p>Changed.</p>" in page_of(visitor.client, "/pages/about/")


@pytest.mark.promise(
    "A withdrawn or expired column gets a 410 page, one that was never public a 404",
    section="columns",
)
def test_what_is_gone_says_so_and_leads_on(visitor: Person, make_column: MakeColumn) -> None:
    column = make_column(state=Column.State.WITHDRAWN)
    answer = visitor.client.get(column.get_absolute_url())
    assert answer.status_code == 410
    in_order(answer.content.decode(), "no longer available", 'href="/columns/"')
    assert column.headline not in answer.content.decode()


@pytest.mark.promise(
    "A withdrawn or expired column gets a 410 page, one that was never public a 404",
    section="columns",
)
def test_what_never_was_is_not_found_and_leads_on(visitor: Person) -> None:
    answer = visitor.client.get("/columns/never-was/")
    assert answer.status_code == 404
    in_order(
        answer.content.decode(),
        "There is nothing at this address.",
        'href="/search/"',
        'href="/columns/"',
    )


@pytest.mark.parametrize("template", ["400.html", "500.html", "503.html"])
def test_trouble_of_our_own_needs_nothing_to_be_shown(template: str) -> None:
    """Render the error page without context and database, because either may be broken."""
    assert '<a href="/">' in render_to_string(template)


@pytest.mark.django_db
def test_a_page_without_rights_leads_on() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    html = render_to_string("403.html", request=request)
    in_order(html, "open this page", reverse("account_login"), 'href="/pages/contact/"')


class Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


@pytest.mark.parametrize("address", HEADED)
def test_headings_begin_with_one_h1_and_skip_no_level(
    visitor: Person, make_column: MakeColumn, ada: Columnist, address: str
) -> None:
    for age in range(1, 7):
        make_column(published_at=NOON - age * HOUR, columnists=(ada,))
    seen = Headings()
    seen.feed(page_of(visitor.client, address))
    assert seen.levels[0] == 1
    assert seen.levels.count(1) == 1
    assert all(
        after - before <= 1 for before, after in zip(seen.levels, seen.levels[1:], strict=False)
    )


@pytest.mark.promise(
    "Pages contain nothing inline and nothing from another origin",
    section="http",
)
def test_nothing_inline_and_nothing_of_another_origin(
    visitor: Person, make_column: MakeColumn
) -> None:
    html = page_of(visitor.client, make_column(Wall.FREE).get_absolute_url())
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style', html)
    assert not re.findall(
        r'<(?:link rel="stylesheet"|script|img)[^>]+(?:href|src)="(?:https?:)?//', html
    )
