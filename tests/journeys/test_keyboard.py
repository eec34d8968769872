"""With the keyboard alone: the skip link works, every stop can be seen, the wall leads to the
offer.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Column

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("The site works with the keyboard alone", section="accessibility"),
]
Visit = Callable[[str], str]
FOCUSED = "document.activeElement"


def test_the_skip_link_leads_to_the_text(page: Page, site: Visit, shelf: list[Column]) -> None:
    site(shelf[0].get_absolute_url())
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "main"


def test_every_stop_shows_its_focus(page: Page, site: Visit, shelf: list[Column]) -> None:
    site(shelf[0].get_absolute_url())
    stops = page.locator("a[href], button, input, summary").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        outline = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
        assert outline != "none", page.evaluate(f"{FOCUSED}.outerHTML")


def test_from_the_wall_to_the_offer(page: Page, site: Visit, shelf: list[Column]) -> None:
    for column in shelf[:4]:
        site(column.get_absolute_url())
    button = page.locator(".wall").get_by_role("link", name="Subscribe")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate(f"node => node === {FOCUSED}"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/subscribe/\?next="))
