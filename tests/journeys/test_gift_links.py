"""A subscriber gives a column to a friend; a robot makes a preview of the link; the giver takes it
back.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Column
from subscriptions.models import Entitlement, FreeRead, GiftLink, GiftLinkDevice, NetworkArrivals
from tests.cast import PASSWORD, MakeColumn, MakeReader
from tests.journeys.test_visitor import HIDDEN, meter_line, plain

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A gift link is created, opened, previewed and revoked in a browser, also without"
        " JavaScript",
        section="gift links",
    ),
]
PREVIEWER = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(
        "subscribers", headline="The case for a river", standfirst="Water finds its own argument."
    )


@pytest.fixture
def giver(page: Page, site: Visit, make_reader: MakeReader) -> Page:
    """A subscriber at the browser."""
    user = make_reader("sam")
    Entitlement.objects.create(user=user, starts_at=datetime.now(UTC))
    site("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(user.email)
    return page


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Callable[..., Page]]:
    """elsewhere(**options) is a page of another person's browser."""
    contexts = []

    def opened(**options: object) -> Page:
        contexts.append(browser.new_context(locale="en-GB", **options))  # type: ignore[arg-type]
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def makes_link(page: Page, site: Visit, column: Column) -> str:
    """Make a link as a subscriber does; the path of it."""
    site(column.get_absolute_url())
    page.get_by_role("link", name="Give this column to a friend").click()
    page.get_by_role("button", name="Make a gift link").click()
    return urlsplit(page.get_by_label("Your link").input_value()).path


def test_a_friend_reads_what_was_given(
    giver: Page,
    site: Visit,
    column: Column,
    elsewhere: Callable[..., Page],
    live_server: LiveServer,
    axe: Check,
) -> None:
    path = makes_link(giver, site, column)
    axe(giver)
    friend = elsewhere()
    friend.goto(f"{live_server.url}{path}")
    assert friend.url == f"{live_server.url}{column.get_absolute_url()}"
    assert HIDDEN in friend.content()
    assert meter_line(friend).startswith(
        "A subscriber gave you this column. It stays open to you until "
    )
    axe(friend)
    friend.reload()
    assert HIDDEN in friend.content()
    assert not FreeRead.objects.exists()
    assert not NetworkArrivals.objects.exists()

    giver.reload()
    expect(giver.get_by_role("main")).to_contain_text("1 of 5 browsers has opened it.")
    giver.get_by_role("link", name="Your gift links").click()
    expect(giver.get_by_role("main")).to_contain_text("1 of 5 readers")
    axe(giver)
    giver.get_by_role("button", name="Revoke").click()
    expect(giver.get_by_role("status")).to_contain_text("That link no longer works.")

    friend.reload()
    assert HIDDEN not in friend.content()
    message = plain(friend.locator(".wall-sentence").text_content())
    assert (
        message
        == "The gift link that brought you here is no longer open. This column is for subscribers."
    )
    axe(friend)


def test_a_robot_makes_a_preview_and_uses_up_nothing(
    giver: Page,
    site: Visit,
    column: Column,
    elsewhere: Callable[..., Page],
    live_server: LiveServer,
    axe: Check,
) -> None:
    path = makes_link(giver, site, column)
    robot = elsewhere(user_agent=PREVIEWER)
    for address in (path, column.get_absolute_url()):
        robot.goto(f"{live_server.url}{address}")
        assert robot.title().startswith("The case for a river")
        assert HIDDEN not in robot.content()
        axe(robot)
    assert not GiftLinkDevice.objects.exists()
    friend = elsewhere()
    friend.goto(f"{live_server.url}{path}")
    assert HIDDEN in friend.content()
    assert GiftLinkDevice.objects.get().slot == 1


def test_without_javascript(
    elsewhere: Callable[..., Page], column: Column, live_server: LiveServer, make_reader: MakeReader
) -> None:
    user = make_reader("sam")
    Entitlement.objects.create(user=user, starts_at=datetime.now(UTC))
    page = elsewhere(java_script_enabled=False)
    page.goto(f"{live_server.url}/accounts/login/?next={column.get_absolute_url()}")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    path = makes_link(page, lambda address: str(page.goto(f"{live_server.url}{address}")), column)
    assert page.get_by_role("button", name="Copy the link").count() == 0
    friend = elsewhere(java_script_enabled=False)
    friend.goto(f"{live_server.url}{path}")
    assert HIDDEN in friend.content()


def test_the_link_is_copied(giver: Page, site: Visit, column: Column) -> None:
    giver.context.grant_permissions(["clipboard-read", "clipboard-write"])
    makes_link(giver, site, column)
    giver.get_by_role("button", name="Copy the link").click()
    expect(giver.get_by_role("status")).to_have_text("Copied.")
    copied = giver.evaluate("navigator.clipboard.readText()")
    assert copied == giver.get_by_label("Your link").input_value()
    giver.get_by_role("button", name="Revoke this link").click()
    assert GiftLink.objects.get().revoked_at is not None


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound_on_phone_and_desktop(
    giver: Page, site: Visit, column: Column, axe: Check, width: int, scheme: str
) -> None:
    giver.set_viewport_size({"width": width, "height": 900})
    giver.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "light" or "dark"
    new = f"/gift/new/{column.slug}/"

    def look_at(*paths: str) -> None:
        for path in paths:
            site(path)
            axe(giver)
            assert giver.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path

    look_at(new, "/account/gift-links/", column.get_absolute_url())
    makes_link(giver, site, column)
    look_at(new, "/account/gift-links/")
