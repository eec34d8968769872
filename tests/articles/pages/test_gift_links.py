"""Tests of gift links: created by a subscriber, opened by friends."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.reader import cookies
from accounts.responses import PRIVATE
from articles.models import Column
from articles.publishing.save import save_column
from subscriptions.institutions import lookup
from subscriptions.links import gift
from subscriptions.metering import policy
from subscriptions.models import FreeRead, GiftLink, GiftLinkDevice, NetworkArrivals, Refusal, Wall
from subscriptions.paywall import offer
from tests.articles.gift_link_steps import (
    LAST_WORD,
    made,
    nothing_was_used_up,
    open_link,
    path_of,
    text,
)
from tests.cast import DAY, NOON, MakeColumn, Person, at_a_browser

pytestmark = pytest.mark.promise(
    "Preview robots, HEAD and prefetch use up no gift link and get the teaser",
    section="gift links",
)


WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
BROWSERS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    (
        "Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 Chrome/140.0 Mobile"
        " Safari/537.36"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
        " Gecko) [LinkedInApp]"
    ),
]


@pytest.fixture(autouse=True)
def _slow_machines_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (policy, offer, lookup):
        monkeypatch.setattr(module, "CACHE_SECONDS", 3600.0)


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(Wall.SUBSCRIBERS, headline="A case for rivers", standfirst="Water argues.")


# Creating a link


def test_a_subscriber_gives_a_column(subscriber: Person, column: Column) -> None:
    address = f"/gift/new/{column.slug}/"
    assert f'href="{address}"' in text(subscriber.reads(column))
    page = subscriber.client.get(address)
    assert "Make a gift link" in text(page)
    assert not GiftLink.objects.exists(), "Looking makes none."
    page = subscriber.client.post(address, follow=True)
    link = GiftLink.objects.get()
    assert f'value="{settings.SITE_URL}{path_of(link)}"' in text(page)
    assert "Nobody has opened it yet." in text(page)
    assert "2 December 2026" in text(page)
    subscriber.client.post(address)
    assert GiftLink.objects.count() == 1
    assert page["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("person", ["visitor", "registered", "lapsed", "editor"])
def test_others_are_not_asked_to_give(
    person: str, column: Column, request: pytest.FixtureRequest
) -> None:
    somebody = request.getfixturevalue(person)
    assert "/gift/new/" not in text(somebody.reads(column))
    for answer in (somebody.client.post(f"/gift/new/{column.slug}/", follow=True),):
        assert "Make a gift link" not in text(answer)
    assert not GiftLink.objects.exists()


def test_what_is_free_needs_no_link(subscriber: Person, make_column: MakeColumn) -> None:
    column = make_column(Wall.FREE)
    page = subscriber.client.post(f"/gift/new/{column.slug}/", follow=True)
    assert "free for everyone" in text(page)
    assert not GiftLink.objects.exists()
    assert "/gift/new/" not in text(subscriber.reads(column))


def test_what_is_not_live_cannot_be_given(subscriber: Person, make_column: MakeColumn) -> None:
    column = make_column(published_at=NOON + DAY, headline="Not before tomorrow")
    for ask in (subscriber.client.get, subscriber.client.post):
        assert ask(f"/gift/new/{column.slug}/").status_code == 404


def test_the_eleventh_of_a_month_is_declined_in_a_sentence(
    subscriber: Person, make_column: MakeColumn
) -> None:
    for _ in range(10):
        made(subscriber, make_column())
    column = make_column()
    page = text(subscriber.client.post(f"/gift/new/{column.slug}/", follow=True))
    assert (
        "You’ve made all 10 of this month’s gift links. You can make new ones from 1 December."
        in page
    )
    assert GiftLink.objects.count() == 10


def test_a_giver_sees_what_became_of_each_link(
    subscriber: Person, column: Column, make_column: MakeColumn
) -> None:
    link, gone = made(subscriber, column), make_column(headline="Taken back later")
    made(subscriber, gone)
    save_column(gone, by=None, at=NOON)
    Column.objects.filter(pk=gone.pk).update(state="draft", headline="A secret")
    open_link(at_a_browser(), link)
    page = text(subscriber.client.get("/account/gift-links/"))
    assert "A case for rivers" in page
    assert "1 of 5 readers" in page
    assert "You can make 8 more this month" in page
    assert "A secret" not in page
    page = text(subscriber.client.post(f"/account/gift-links/{link.pk}/revoke/", follow=True))
    assert "Revoked" in page
    assert "That link no longer works." in page
    assert "gift-links" in text(subscriber.client.get("/account/"))


# Opening a link


@pytest.mark.parametrize("wall", WALLED)
@pytest.mark.parametrize("agent", [*BROWSERS, ""])
def test_a_friend_reads_the_column(
    wall: Wall, agent: str, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall)
    friend = at_a_browser()
    page = open_link(friend, made(subscriber, column), **{"User-Agent": agent})
    assert page.redirect_chain[-1] == (column.get_absolute_url(), 302)
    assert LAST_WORD in text(page)
    assert text(page).count('class="meter"') == 1
    assert (
        "A subscriber gave you this column. It stays open to you until 2 December, 12:00."
        in text(page)
    )
    assert page["Cache-Control"] == PRIVATE
    assert "ETag" not in page
    assert "/gift/new/" not in text(page)
    assert LAST_WORD in text(friend.reads(column, **{"User-Agent": agent})), "And again."
    assert friend.visitor_id is None
    assert GiftLinkDevice.objects.count() == 1
    assert not any(model.objects.exists() for model in (FreeRead, NetworkArrivals, Refusal))


def test_the_link_is_not_cached_and_sends_no_referrer(
    subscriber: Person, visitor: Person, column: Column
) -> None:
    answer = visitor.client.get(path_of(made(subscriber, column)))
    assert answer.status_code == 302
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == (PRIVATE, "no-referrer")
    cookie = answer.cookies[cookies.LINK_TOKENS.name]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    onward = visitor.client.get(answer["Location"])
    assert (onward.status_code, onward["Location"]) == (302, column.get_absolute_url())
    assert (onward["Cache-Control"], onward["Referrer-Policy"]) == (PRIVATE, "no-referrer")
    again = visitor.client.get(path_of(GiftLink.objects.get()))
    assert again["Location"] == column.get_absolute_url(), (
        "A browser that has the token goes straight there."
    )
    assert nothing_was_used_up(), "Not before the column itself is read."


def test_the_token_opens_one_column(
    subscriber: Person, visitor: Person, make_column: MakeColumn
) -> None:
    column, other = make_column(Wall.SUBSCRIBERS), make_column(Wall.SUBSCRIBERS)
    open_link(visitor, made(subscriber, column))
    page = text(visitor.reads(other))
    assert LAST_WORD not in page
    assert "gift link" not in page


@pytest.mark.parametrize(
    "header", [{"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Dest": "image"}, {"X-Moz": "prefetch"}]
)
def test_asking_ahead_uses_up_nothing(
    header: dict[str, str], subscriber: Person, visitor: Person, column: Column
) -> None:
    page = open_link(visitor, made(subscriber, column), **header)
    assert (page.status_code, page["Cache-Control"]) == (503, PRIVATE)
    assert LAST_WORD not in text(page)
    assert nothing_was_used_up()


def test_head_uses_up_nothing(subscriber: Person, visitor: Person, column: Column) -> None:
    link = made(subscriber, column)
    assert visitor.client.head(path_of(link)).status_code == 200
    assert cookies.LINK_TOKENS.name not in visitor.client.cookies
    visitor.client.get(path_of(link))
    assert visitor.client.head(column.get_absolute_url()).status_code == 200
    assert nothing_was_used_up()


# Queries


def cost(person: Person, column: Column) -> int:
    with CaptureQueriesContext(connection) as captured:
        person.reads(column)
    return len(captured)


def test_a_gift_costs_one_statement_more_and_others_nothing(
    subscriber: Person, make_column: MakeColumn
) -> None:
    given, other, ready = make_column(), make_column(), make_column()
    for column in (given, other, ready):
        subscriber.reads(column)
    friend, stranger = at_a_browser(), at_a_browser()
    for person in (friend, stranger):
        person.reads(ready)
    link = made(subscriber, given)
    friend.client.get(path_of(link))
    assert cost(friend, given) == 3, (
        "The facts, the link, its place: as a first free read and one more."
    )
    assert cost(friend, given) == 2
    assert cost(friend, other) == cost(stranger, other) == 2
    assert cost(friend, other) == cost(stranger, other) == 1


def test_a_friends_page_is_never_shared(subscriber: Person, column: Column) -> None:
    friend, visitor = at_a_browser(), at_a_browser()
    assert LAST_WORD in text(open_link(friend, made(subscriber, column)))
    assert LAST_WORD not in text(visitor.reads(column))
    gift.revoke(GiftLink.objects.get(), at=NOON)
    assert LAST_WORD not in text(friend.reads(column))
