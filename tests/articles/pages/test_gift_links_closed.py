"""Tests of gift links that do not open: for robots, browsers without cookies, forged and ended
links.
"""

import pytest
from django.core import signing

from accounts.reader import cookies
from articles.models import Column
from subscriptions.links import gift
from subscriptions.models import GiftLink, GiftLinkDevice, Wall
from tests.articles.gift_link_steps import (
    FIRST_WORD,
    LAST_WORD,
    made,
    nothing_was_used_up,
    open_link,
    path_of,
    text,
)
from tests.cast import DAY, NOON, MakeColumn, Person, at_a_browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Preview robots, HEAD and prefetch use up no gift link and get the teaser",
        section="gift links",
    ),
    pytest.mark.promise(
        "Forged, ended, revoked and other columns' gift links open nothing",
        section="gift links",
    ),
]

WALLED = [Wall.REGISTERED, Wall.METERED, Wall.SUBSCRIBERS]
ROBOTS = [
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.example/)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
]


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(Wall.SUBSCRIBERS, headline="A case for rivers", standfirst="Water argues.")


# Robots


@pytest.mark.parametrize("wall", WALLED)
@pytest.mark.parametrize("agent", ROBOTS)
def test_a_robot_sees_the_free_opening(
    agent: str, wall: Wall, subscriber: Person, make_column: MakeColumn
) -> None:
    column = make_column(wall, headline="A case for rivers", standfirst="Water argues.")
    page = open_link(at_a_browser(), made(subscriber, column), **{"User-Agent": agent})
    assert page.status_code == 200
    assert not page.redirect_chain
    assert '<meta property="og:title" content="A case for rivers">' in text(page)
    assert '<meta property="og:description" content="Water argues.">' in text(page)
    assert "og:url" not in text(page), "What is shared is the link."
    assert FIRST_WORD in text(page)
    assert LAST_WORD not in text(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert nothing_was_used_up()


def test_a_robot_with_cookies_uses_no_opening(subscriber: Person, column: Column) -> None:
    robot = at_a_browser()
    open_link(robot, made(subscriber, column))
    GiftLinkDevice.objects.all().delete()
    page = robot.reads(column, **{"User-Agent": ROBOTS[0]})
    assert LAST_WORD not in text(page)
    assert nothing_was_used_up()


@pytest.mark.parametrize("wall", WALLED)
def test_a_browser_without_cookies_sees_the_teaser(
    wall: Wall, subscriber: Person, make_column: MakeColumn
) -> None:
    """Act like a robot that does not identify itself: it follows redirects and ignores cookies."""
    column = make_column(wall)
    path = path_of(made(subscriber, column))
    for _ in range(5):
        answer = at_a_browser().client.get(path)
        if answer.status_code != 302:
            break
        path = answer["Location"]
    assert answer.status_code == 200
    assert FIRST_WORD in text(answer)
    assert LAST_WORD not in text(answer)
    assert "keep a cookie" in text(answer)
    assert text(answer).count('class="wall"') == 1
    assert "<!--" not in text(answer)
    assert nothing_was_used_up()


# Invalid links


def test_a_forged_link_is_not_there(subscriber: Person, visitor: Person, column: Column) -> None:
    source = gift.token_of(made(subscriber, column))
    for forged in (source[:-1], f"9{source}", source.replace(".", ".x"), str(column.pk), "%2e%2e"):
        assert visitor.client.get(f"/gift/{forged}/").status_code == 404
        assert visitor.client.get(f"/gift/{forged}/open/").status_code == 404
    assert cookies.LINK_TOKENS.name not in visitor.client.cookies
    assert nothing_was_used_up()


def test_a_forged_cookie_opens_nothing(subscriber: Person, visitor: Person, column: Column) -> None:
    link = made(subscriber, column)
    expected = f"gift~{link.pk}~{column.pk}~device"
    for salt in ("standfirst.visitor", "standfirst.gift-link", "x"):
        visitor.client.cookies[cookies.LINK_TOKENS.name] = signing.Signer(salt=salt).sign(expected)
        assert LAST_WORD not in text(visitor.reads(column))
    for value in (expected, f"{expected}:x", "x" * 5000, "gift~a~b~c", "|||"):
        visitor.client.cookies[cookies.LINK_TOKENS.name] = value
        assert LAST_WORD not in text(visitor.reads(column))
    assert nothing_was_used_up()


def test_no_query_is_a_gift(subscriber: Person, visitor: Person, column: Column) -> None:
    source = gift.token_of(made(subscriber, column))
    for query in (f"gift={source}", f"token={source}", f"tokens=gift~1~{column.pk}~x"):
        assert LAST_WORD not in text(visitor.client.get(f"{column.get_absolute_url()}?{query}"))
    assert nothing_was_used_up()


def test_it_names_no_column_that_may_not_be_named(
    subscriber: Person, visitor: Person, column: Column
) -> None:
    link = made(subscriber, column)
    Column.objects.filter(pk=column.pk).update(
        state="draft", slug="secret-plan", headline="A secret"
    )
    for agent in ("", ROBOTS[0]):
        for path in (path_of(link), f"{path_of(link)}open/"):
            answer = visitor.client.get(path, headers={"User-Agent": agent}, follow=True)
            assert answer.status_code == 404
            assert "secret" not in text(answer).lower()
            assert "secret-plan" not in str(answer.redirect_chain)
    assert open_link(visitor, link).status_code == 404
    Column.objects.filter(pk=column.pk).update(state="withdrawn")
    assert open_link(visitor, link).status_code == 410
    assert nothing_was_used_up()


# Ended links

ENDINGS = {
    "over": "The gift link that brought you here has ended.",
    "revoked": "The gift link that brought you here is no longer open.",
    "full": "The gift link that brought you here has been opened by as many readers as it was for.",
}


def end(link: GiftLink, how: str) -> None:
    if how == "over":
        GiftLink.objects.filter(pk=link.pk).update(made_at=NOON - DAY, expires_at=NOON)
    if how == "revoked":
        gift.revoke(link, at=NOON)
    if how == "full":
        GiftLinkDevice.objects.bulk_create(
            GiftLinkDevice(link=link, slot=slot, device=f"other {slot}", opened_at=NOON)
            for slot in range(1, 6)
        )


@pytest.mark.parametrize("how", ENDINGS)
def test_a_link_that_has_ended_says_so_in_the_one_message(
    how: str, subscriber: Person, make_column: MakeColumn
) -> None:
    column, walled = make_column(), make_column(Wall.SUBSCRIBERS)
    person = at_a_browser()
    links = [made(subscriber, column), made(subscriber, walled)]
    for link in links:
        end(link, how)
    page = text(open_link(person, links[0]))
    assert f'<p class="meter">{ENDINGS[how]} You have 2 free columns left this month.</p>' in page
    assert 'class="wall"' not in page
    page = text(open_link(person, links[1]))
    assert f'<p class="wall-sentence">{ENDINGS[how]} This column is for subscribers.</p>' in page
    assert page.count(ENDINGS[how]) == 1
    assert 'class="meter"' not in page
    assert LAST_WORD not in page
    for _ in range(3):
        person.reads(make_column())
    spent = make_column()
    link = made(subscriber, spent)
    end(link, how)
    assert f"{ENDINGS[how]} You’ve read all 3 of your free columns this month." in text(
        open_link(person, link)
    )


def test_a_place_that_one_browser_has_helps_no_other(subscriber: Person, column: Column) -> None:
    link = made(subscriber, column)
    pages = [text(open_link(at_a_browser(), link)) for _ in range(6)]
    assert [LAST_WORD in page for page in pages] == [True] * 5 + [False]
