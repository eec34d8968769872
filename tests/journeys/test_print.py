"""On paper: the column and its address, nothing else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Column
from tests.cast import prose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.promise(
    "The print style shows the column and its URL, nothing else",
    section="columns",
)
def test_a_column_on_paper(page: Page, site: Callable[[str], str], shelf: list[Column]) -> None:
    column = shelf[0]
    site(column.get_absolute_url())
    page.emulate_media(media="print", color_scheme="dark")
    words = page.locator("body").inner_text()
    assert column.headline in words
    assert "Water finds its own argument." in words
    assert "Ada Brook" in words
    assert prose().split("</p>")[-2].removeprefix("\n<p>")[:40] in words
    assert page.locator(".column-address").inner_text().endswith(column.get_absolute_url())
    for gone in (
        "Sign in",
        "Subscribe",
        "free column",
        "The latest",
        "Share this column",
        "Skip to",
    ):
        assert gone not in words, gone
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    pictures = page.locator("picture img:visible")
    expect(pictures).to_have_count(0)
