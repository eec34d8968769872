"""A stranger reads three columns, meets the wall, takes a free account, reads on, meets the wall
again.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Column
from tests.journeys.conftest import code_from_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HIDDEN = "word5x39"  # the last word of every body on the shelf
Visit = Callable[[str], str]
Check = Callable[[Page], None]


def plain(text: str | None) -> str:
    return (text or "").replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")


def meter_line(page: Page) -> str:
    return plain(page.locator(".meter").text_content()).strip()


def open_column(page: Page, site: Visit, column: Column) -> None:
    site("/columns/")
    page.get_by_role("link", name=column.headline).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(column.headline)


@pytest.mark.promise(
    "A new reader signs up with a code in the same tab and returns to the column",
    section="accounts",
)
def test_three_columns_the_wall_an_account_and_two_more(
    page: Page, site: Visit, shelf: list[Column], axe: Check
) -> None:
    for column, line in zip(
        shelf,
        [
            "You have 2 free columns left this month.",
            "You have 1 free column left this month.",
            "This is your last free column this month.",
        ],
        strict=False,
    ):
        open_column(page, site, column)
        assert meter_line(page) == line
        assert HIDDEN in page.content()
    axe(page)

    open_column(page, site, shelf[3])
    wall = page.get_by_role("region", name=page.locator(".wall h2").inner_text())
    assert "You've read all 3 of your free columns this month." in plain(wall.text_content())
    assert "Full access from $3.99 a month" in plain(wall.text_content())
    assert HIDDEN not in page.content()
    axe(page)

    wall.get_by_role("link", name="Create a free account").click()
    axe(page)
    page.get_by_label("E-mail").fill("stranger@reader.example")
    page.get_by_label("Password").fill("a quiet reading room")
    page.get_by_role("main").get_by_role("button", name="Create").click()
    axe(page)
    page.get_by_label("Code").fill(code_from_mail("stranger@reader.example"))
    page.get_by_role("main").get_by_role("button").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(shelf[3].headline)
    assert meter_line(page) == "You have 1 free column left this month."
    assert HIDDEN in page.content()

    open_column(page, site, shelf[4])
    assert meter_line(page) == "This is your last free column this month."
    open_column(page, site, shelf[5])
    assert "You've read all 5 of your free columns this month." in plain(
        page.locator(".wall").text_content()
    )
    assert HIDDEN not in page.content()


def test_a_counted_column_stays_open(page: Page, site: Visit, shelf: list[Column]) -> None:
    for column in shelf[:4]:
        site(column.get_absolute_url())
    site(shelf[0].get_absolute_url())
    assert meter_line(page) == "This is your last free column this month."
    assert HIDDEN in page.content()


@pytest.mark.promise(
    "`/account/reading/` shows which columns counted and when they return",
    section="meter",
)
def test_what_counted_is_explained(
    page: Page, site: Visit, shelf: list[Column], axe: Check
) -> None:
    for column in shelf[:2]:
        site(column.get_absolute_url())
    site("/account/reading/")
    for column in shelf[:2]:
        expect(page.get_by_role("main").get_by_role("link", name=column.headline)).to_be_visible()
    assert "Your free columns return on 1 " in plain(page.get_by_role("main").text_content())
    axe(page)


@pytest.mark.promise(
    "axe finds no fault on any page, on phone and desktop, light and dark, without horizontal"
    " scrolling",
    section="accessibility",
)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_sound_on_phone_and_desktop(
    page: Page, site: Visit, shelf: list[Column], axe: Check, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "light" or "dark"
    paths = [
        "/",
        "/columns/",
        "/columnists/",
        "/columnists/ada-brook/",
        "/search/?q=river",
        "/subscribe/",
    ]
    for path in [
        *paths,
        shelf[0].get_absolute_url(),
        "/pages/about/",
        "/accounts/login/",
        "/no-such-page/",
    ]:
        site(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
