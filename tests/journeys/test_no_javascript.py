"""The whole way of a reader without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Column
from tests.cast import PASSWORD, MakeReader
from tests.journeys.test_visitor import HIDDEN, plain

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Reading, the wall, sign-in and search work without JavaScript",
        section="accessibility",
    ),
]


@pytest.fixture
def bare(browser: Browser, live_server: LiveServer) -> Callable[[str], Page]:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    def visit(path: str) -> Page:
        page.goto(f"{live_server.url}{path}")
        return page

    return visit


def test_reading_the_wall_and_signing_in(
    bare: Callable[[str], Page], shelf: list[Column], make_reader: MakeReader
) -> None:
    reader = make_reader("bare")
    for column in shelf[:3]:
        assert HIDDEN in bare(column.get_absolute_url()).content()
    page = bare(shelf[3].get_absolute_url())
    assert "You've read all 3" in plain(page.locator(".wall").text_content())
    page.locator(".wall").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(reader.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(shelf[3].headline)
    assert HIDDEN in page.content()


def test_searching(bare: Callable[[str], Page], shelf: list[Column]) -> None:
    page = bare("/search/")
    page.get_by_role("main").get_by_role("searchbox").fill("river")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("link", name=shelf[0].headline)).to_be_visible()
