"""A reader saves a column on the way through sign-in, keeps a history, and has their own feed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Literal
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from articles.models import Column, ReadColumn, SavedColumn
from subscriptions.models import Entitlement
from tests.cast import PASSWORD, MakeColumn, MakeReader, prose
from tests.journeys.test_visitor import HIDDEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES: list[tuple[ViewportSize, Literal["dark", "light"]]] = [
    ({"width": 390, "height": 844}, "dark"),
    ({"width": 1280, "height": 900}, "light"),
]
Visit = Callable[[str], None]
Look = Callable[[], None]


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column("free", headline="The case for a river", body=prose(2))


@pytest.fixture(params=[True, False], ids=["with-javascript", "without"])
def has_javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def plain_page(browser: Browser, has_javascript: bool) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB", reduced_motion="reduce", java_script_enabled=has_javascript
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def go(plain_page: Page, live_server: LiveServer) -> Callable[[str], None]:
    def visit(path: str) -> None:
        plain_page.goto(f"{live_server.url}{path}")

    return visit


@pytest.fixture
def sound(plain_page: Page, axe: Callable[[Page], None], has_javascript: bool) -> Look:
    """sound() looks at the page that is open, on a phone and on a desktop; axe itself is a
    script.
    """

    def look() -> None:
        for size, scheme in SIZES if has_javascript else ():
            plain_page.set_viewport_size(size)
            plain_page.emulate_media(color_scheme=scheme)
            axe(plain_page)
            assert plain_page.evaluate(
                "document.documentElement.scrollWidth <= window.innerWidth"
            ), plain_page.url

    return look


@pytest.mark.promise(
    "Saving, reading and subscribing to the personal feed in a browser, with and without"
    " JavaScript",
    section="saved",
)
def test_saved_read_and_fed(
    plain_page: Page,
    column: Column,
    make_column: MakeColumn,
    make_reader: MakeReader,
    live_server: LiveServer,
    go: Visit,
    sound: Look,
) -> None:
    user, walled = make_reader("sam"), make_column("subscribers", headline="The case for a lake")
    Entitlement.objects.create(user=user, starts_at=datetime.now(UTC))
    comes_back_through_sign_in(plain_page, go, sound, user, column)
    saves_columns(plain_page, go, sound, walled)
    records_history(plain_page, go, sound, column)
    has_a_feed(plain_page, sound, live_server)


def comes_back_through_sign_in(
    page: Page, go: Visit, sound: Look, user: User, column: Column
) -> None:
    go(column.get_absolute_url())
    sound()
    page.get_by_role("link", name="Save for later").click()
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    assert urlsplit(page.url).path == column.get_absolute_url()
    expect(page.get_by_text("Saved for later", exact=True)).to_be_visible()
    assert SavedColumn.objects.get().column == column
    sound()


def saves_columns(page: Page, go: Visit, sound: Look, walled: Column) -> None:
    go(walled.get_absolute_url())
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("link", name="Your saved columns").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["The case for a lake", "The case for a river"]
    )
    sound()
    page.get_by_role("button", name="Remove").last.click()
    expect(page.get_by_role("status")).to_contain_text("Removed from your saved columns.")
    expect(page.get_by_role("heading", level=2)).to_have_text(["The case for a lake"])
    assert not ReadColumn.objects.exists()


def records_history(page: Page, go: Visit, sound: Look, column: Column) -> None:
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Your reading history").click()
    sound()
    page.get_by_role("button", name="Turn on your history").click()
    go(column.get_absolute_url())
    go("/account/history/")
    expect(page.get_by_role("heading", level=2)).to_have_text(["The case for a river"])
    sound()
    page.get_by_role("link", name="Clear your history").click()
    sound()
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Turn off your history").click()
    sound()
    page.get_by_role("button", name="Turn off and delete it").click()
    expect(page.get_by_role("status")).to_contain_text("It is deleted.")
    assert not ReadColumn.objects.exists()


def has_a_feed(page: Page, sound: Look, live_server: LiveServer) -> None:
    """Read by a program that has no cookie."""
    page.get_by_role("link", name="Your account").click()
    sound()
    page.get_by_role("link", name="Your feed").click()
    sound()
    page.get_by_role("button", name="Make your feed").click()
    sound()
    address = page.get_by_label("Your feed’s address").input_value()
    assert fetched(live_server, address) == (200, True)
    page.get_by_role("button", name="Change the address").click()
    assert fetched(live_server, address)[0] == 404
    address = page.get_by_label("Your feed’s address").input_value()
    Entitlement.objects.update(ends_at=datetime.now(UTC))
    assert fetched(live_server, address) == (200, False)


def fetched(live_server: LiveServer, address: str) -> tuple[int, bool]:
    """The status, and whether the walled column's last words are there."""
    path = urlsplit(address).path
    try:
        with urlopen(Request(f"{live_server.url}{path}"), timeout=10) as answer:
            return answer.status, HIDDEN in answer.read().decode()
    except HTTPError as refusal:
        return refusal.code, False
