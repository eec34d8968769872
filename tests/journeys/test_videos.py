"""A video is put into a column at the desk; on the page nobody is asked for anything before the
reader's click.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from articles.models import Column, ColumnText
from tests.cast import MakeColumn, prose

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A video's host is contacted only after a click; without JavaScript the video is a link",
        section="photos",
    ),
]
Visit = Callable[[str], str]
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PASTE = """(area, text) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/plain", text)
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""

PLACE = "(box) => [box.offsetLeft, box.offsetTop, box.offsetWidth, box.offsetHeight]"


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column("free", slug="tides", headline="Tides", body=prose(3))


@pytest.fixture
def requests(page: Page) -> list[str]:
    """Every address outside the site that the browser asks for; a stand-in answers."""
    received: list[str] = []

    def answer(route: Route) -> None:
        received.append(route.request.url)
        route.fulfill(
            content_type="text/html", body="<!doctype html><title>A player</title><p>It plays.</p>"
        )

    page.context.route(
        lambda address: "//localhost" not in address and "//127.0.0.1" not in address, answer
    )
    return received


def test_from_an_address_to_a_player(
    page: Page,
    site: Visit,
    enter_the_desk: Callable[[str], User],
    axe: Callable[[Page], None],
    column: Column,
    requests: list[str],
) -> None:
    enter_the_desk("editor")
    site(f"/admin/articles/column/{column.pk}/change/")
    area = page.locator(".prose-editor > .ProseMirror")
    area.focus()
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Video from YouTube or Vimeo").click()
    dialog = page.get_by_role("dialog", name="Put in a video")
    for address, sentence in (
        ("", "Paste the address of a video."),
        ("harbour", "This is no address."),
        ("https://example.org/film", "Only videos of YouTube and Vimeo can be put in."),
        ("https://www.youtube.com/@harbour", "This page of YouTube is not a video’s."),
    ):
        dialog.get_by_label("Address of the video").fill(address)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert").first).to_contain_text(sentence)
    axe(page)
    dialog.get_by_label("Address of the video").fill("https://youtu.be/dQw4w9WgXcQ?t=1m3s")
    dialog.get_by_label("What it shows").fill("The harbour, seen from above")
    page.keyboard.press("Enter")
    page.keyboard.type("Below the first.")
    page.keyboard.press("Enter")
    area.evaluate(PASTE, "https://vimeo.com/76979871")
    page.keyboard.type("Below the second.")
    expect(area.locator("figure.embed")).to_have_count(2)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    body = ColumnText.objects.get(column=column).body
    assert (
        f'<figure class="embed"><a href="{YOUTUBE}&amp;t=63">The harbour, seen from'
        " above</a></figure>" in body
    )
    assert (
        body.index("Below the first.")
        < body.index("https://vimeo.com/76979871")
        < body.index("Below the second.")
    )

    site("/columns/tides/")
    page.wait_for_load_state("networkidle")
    assert requests == []
    axe(page)
    card = page.locator("figure.embed").first
    play = card.get_by_role(
        "button", name="Play on YouTube Loads the player from youtube-nocookie.com"
    )
    before = card.locator(".embed-card").evaluate(PLACE)
    play.focus()
    page.keyboard.press("Enter")
    frame = page.get_by_title("The harbour, seen from above")
    expect(frame).to_be_focused()
    expect(page.frame_locator("iframe").get_by_text("It plays.")).to_be_visible()
    assert requests == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start=63"]
    assert frame.get_attribute("allow") == "autoplay; fullscreen"
    assert frame.evaluate(PLACE) == before
    expect(card.get_by_role("link", name="The harbour, seen from above")).to_have_attribute(
        "href", f"{YOUTUBE}&t=63"
    )


def test_without_javascript_a_card_is_a_link(
    browser: Browser, live_server: Any, make_column: MakeColumn
) -> None:
    column = make_column(
        "free", body=prose(3) + f'<figure class="embed"><a href="{YOUTUBE}">Tides</a></figure>'
    )
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}{column.get_absolute_url()}")
    card = page.locator("figure.embed")
    expect(card.get_by_role("link", name="Tides")).to_have_attribute("href", YOUTUBE)
    expect(card).to_contain_text("A video at YouTube")
    expect(card.get_by_role("button")).to_have_count(0)
    page.context.close()
