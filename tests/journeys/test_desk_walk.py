"""From a blank page to the subscriber it brought: written, compared, looked at, scheduled,
corrected, learnt from.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from articles.models import Column, Columnist
from articles.photos import library as photos
from articles.photos.library import PhotoTexts
from articles.readers import statistics
from tests.journeys.conftest import code_from_mail
from tests.journeys.test_subscribing import shop

__all__ = ["shop"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[str], str]
Check = Callable[[Page], None]
Enter = Callable[[str], User]
PATH = "/columns/a-harbour-is-a-promise/"
LAST = "And that is where the argument ends."
ADDRESS = "new-subscriber@reader.example"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """What other tests read in this process is no reading of this column."""
    statistics._waiting.clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Runs on as ever, until it is turned."""
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def library(db: None) -> None:
    """One photo with its words."""
    buffer = BytesIO()
    Image.new("RGB", (1200, 800), (90, 120, 150)).save(buffer, "JPEG")
    buffer.seek(0)
    photos.get_or_create(
        buffer, PhotoTexts(alt="The mole at low tide", caption="November.", credit="Ann Lens")
    )


@pytest.fixture
def outside(browser: Browser, live_server: Any) -> Iterator[Page]:
    """Somebody else's browser: signed in to nothing."""
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


@pytest.mark.promise(
    "A new column starts with the focus on its headline, so that no key saves it by accident",
    section="writing",
)
@pytest.mark.promise(
    "A pull quote and a figure from the library are inserted in a browser",
    section="writing",
)
@pytest.mark.promise(
    "Write, compare, schedule for 06:00, appear without a job, correct, and see which "
    "column brought the subscriber, in a browser",
    section="publishing",
)
def test_from_a_blank_page_to_the_subscriber_it_brought(
    page: Page,
    outside: Page,
    site: Visit,
    enter_the_desk: Enter,
    library: None,
    shop: None,
    clock: time_machine.Traveller,
    axe: Check,
) -> None:
    writer = enter_the_desk("columnist")
    Columnist.objects.create(
        name="Ada Brook", slug="ada-brook", short_bio="Ada Brook keeps bees.", user=writer
    )
    _writes_and_sends(page, site, axe)
    page.context.clear_cookies()
    enter_the_desk("editor")
    _reads_and_compares(page, axe)
    _looks_at_the_wall(page, axe)
    morning = _schedules(page)
    nothing_yet = outside.goto(PATH)
    assert nothing_yet is not None
    assert nothing_yet.status == 404
    clock.move_to(morning + timedelta(seconds=1))
    _appears(outside, axe)
    _corrects(page, site, axe)
    outside.reload()
    expect(outside.get_by_role("main")).to_contain_text("The mole was built in 1911.")
    assert "The mole was built in 1911." in outside.request.get("/feed/").text()
    _subscribes(outside)
    statistics.flush()
    _learns(page, site, axe)


def _writes_and_sends(page: Page, site: Visit, axe: Check) -> None:
    site("/admin/articles/column/add/")
    expect(page.locator("[name=headline]")).to_be_focused()
    page.get_by_label("Headline").fill("A harbour is a promise")
    page.get_by_label("Standfirst").fill("And promises need dredging.")
    text = page.locator(".ProseMirror")
    text.click()
    for number in range(5):
        page.keyboard.type(
            f"Paragraph {number} argues about the harbor at some length, and then goes on to say"
            " why."
        )
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Pull quote").click()
    page.keyboard.type("A mole is a sentence in stone.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type(LAST)
    text.locator("p").nth(1).click()
    page.get_by_role("button", name=re.compile("^Photo")).click()
    page.get_by_role("dialog").get_by_text("The mole at low tide").click()
    page.get_by_role("button", name="Put in the photo").click()
    expect(text.locator("figure img")).to_have_count(1)
    expect(text.locator("aside.pullquote")).to_have_text("A mole is a sentence in stone.")
    page.get_by_text("Add a note for the next person").click()
    page.get_by_label("Note for the next person").fill("The year of the mole is from the council.")
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.get_by_role("link", name="A harbour is a promise").first.click()
    expect(page.get_by_text("In review: waiting for an editor.")).to_be_visible()
    for move in ("Approve", "Schedule", "Publish now"):
        expect(page.get_by_role("button", name=move)).to_have_count(0)
    axe(page)


def _reads_and_compares(page: Page, axe: Check) -> None:
    waits = page.get_by_role("region", name="Waits for you")
    axe(page)
    waits.get_by_role("link", name="A harbour is a promise").click()
    expect(page.get_by_text("The year of the mole is from the council.")).to_be_visible()
    page.get_by_label("Standfirst").fill("And promises want dredging.")
    page.get_by_role("radio", name="Subscribers only").check()
    page.get_by_role("checkbox", name="Follows the default").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.get_by_role("link", name="Versions").click()
    axe(page)
    page.get_by_role("button", name="Compare").click()
    fields = page.get_by_role("group", name="Fields")
    expect(fields.locator("del").filter(has_text="need")).to_be_visible()
    expect(fields.locator("ins").filter(has_text="want")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="A harbour is a promise").click()


def _looks_at_the_wall(page: Page, axe: Check) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Preview").click()
    preview = opened.value
    preview.get_by_role("link", name="A stranger at the wall").click()
    frame = preview.frame_locator("iframe")
    expect(frame.get_by_role("region", name="There is more to this argument")).to_be_visible()
    expect(frame.get_by_text(LAST)).to_have_count(0)
    preview.get_by_role("link", name="A subscriber").click()
    expect(preview.frame_locator("iframe").get_by_text(LAST)).to_be_visible()
    axe(preview)
    preview.close()


def _schedules(page: Page) -> datetime:
    morning = timezone.localtime(timezone.now() + timedelta(days=1)).replace(
        hour=6, minute=0, second=0, microsecond=0
    )
    page.get_by_label("Appears: day").fill(f"{morning:%Y-%m-%d}")
    page.get_by_label("Appears: time").fill("06:00:00")
    page.get_by_role("button", name="Schedule").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    column = Column.objects.get()
    assert (column.state, column.published_at) == ("published", morning)
    return morning


def _appears(outside: Page, axe: Check) -> None:
    answer = outside.goto(PATH)
    assert answer is not None
    assert answer.status == 200
    expect(outside.get_by_role("heading", level=1)).to_have_text("A harbour is a promise")
    expect(outside.get_by_role("region", name="There is more to this argument")).to_be_visible()
    assert LAST not in outside.content()
    axe(outside)


def _corrects(page: Page, site: Visit, axe: Check) -> None:
    site(f"/admin/articles/column/{Column.objects.get().pk}/change/")
    page.get_by_role("link", name="Add a correction").click()
    axe(page)
    page.get_by_label("What was wrong, and what is right").fill("The mole was built in 1911.")
    page.get_by_role("button", name="Add the correction").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def _subscribes(outside: Page) -> None:
    main = outside.get_by_role("main")
    outside.locator(".wall").get_by_role("link", name="Subscribe").click()
    main.get_by_role("link", name="Subscribe to Digital").click()
    outside.get_by_label("E-mail").fill(ADDRESS)
    outside.get_by_label("Password").fill("a quiet reading room")
    main.get_by_role("button", name="Create").click()
    outside.get_by_label("Code").fill(code_from_mail(ADDRESS))
    main.get_by_role("button").first.click()
    main.get_by_role("button", name="Subscribe and pay $3.99").click()
    outside.get_by_role("button", name="Pay", exact=True).click()
    expect(outside.get_by_text(LAST)).to_be_visible()


def _learns(page: Page, site: Visit, axe: Check) -> None:
    site("/admin/")
    row = page.get_by_role("row", name="A harbour is a promise")
    # Readings (the new subscriber's), two meetings with the wall, one account, one subscription.
    expect(row.get_by_role("cell")).to_have_text(["1", "2", "1", "1"])
    axe(page)
