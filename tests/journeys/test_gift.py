"""A gift in the browser: bought by one, redeemed by another, who reads; and the card on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from articles.models import Column
from subscriptions.models import Gift
from tests.cast import PASSWORD, MakeColumn, MakeReader
from tests.journeys.test_visitor import HIDDEN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A gift is bought by one reader and redeemed by another, who then reads",
        section="buying",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]
BUYER, BOB = "ada@reader.example", "bob@reader.example"


@pytest.fixture(autouse=True)
def _payments_go_to_the_sandbox(settings: Any, live_server: Any) -> None:
    settings.GATEWAY, settings.SITE_URL = "sandbox", live_server.url
    cache.clear()


def fill_in(page: Page) -> None:
    page.get_by_label("6 months").check()
    page.get_by_label("Their name").fill("Bob Reed")
    page.get_by_label("Your name, as they know you").fill("Ada Brook")
    page.get_by_label("A few words of yours").fill("For the long train rides.")
    page.get_by_label("Your e-mail address").fill(BUYER)


def pay(page: Page) -> None:
    page.get_by_role("button", name="Go on and pay").click()
    expect(page.get_by_role("main")).to_contain_text("$23.94")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your gift")


def test_bought_by_one_and_redeemed_by_another_who_reads(
    page: Page,
    site: Visit,
    browser: Browser,
    make_reader: MakeReader,
    make_column: MakeColumn,
    axe: Check,
) -> None:
    column: Column = make_column("subscribers")
    site("/subscribe/gift/")
    axe(page)
    fill_in(page)
    page.get_by_label("Their e-mail address").fill(BOB)
    pay(page)
    axe(page)
    email = next(each for each in mail.outbox if each.to == [BOB])
    link = re.search(r"Redeem your gift: (\S+)", str(email.body))
    assert link
    make_reader("bob")
    friend = browser.new_page()
    friend.goto(link[1])
    axe(friend)
    friend.get_by_role("main").get_by_role("link", name="Sign in").click()
    friend.get_by_label("E-mail").fill(BOB)
    friend.get_by_label("Password").fill(PASSWORD)
    friend.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(friend.get_by_label("Gift code")).to_have_value(re.compile(r"(\w{4}-){3}\w{4}"))
    axe(friend)
    friend.get_by_role("button", name="Redeem the gift").click()
    expect(friend.get_by_role("status")).to_contain_text("The gift is yours")
    axe(friend)
    friend.goto(f"{page.url.split('/subscribe')[0]}{column.get_absolute_url()}")
    assert HIDDEN in friend.content()
    friend.close()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("It was redeemed on")
    assert any(each.to == [BUYER] and "redeemed" in each.subject for each in mail.outbox)


def test_what_is_missing_is_said_and_the_rest_stays(page: Page, site: Visit, axe: Check) -> None:
    site("/subscribe/gift/")
    fill_in(page)
    page.get_by_role("button", name="Go on and pay").click()
    field = page.get_by_label("Their e-mail address")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field.get_attribute('id')}_error")).to_contain_text(
        "Where shall we send it?"
    )
    expect(page.get_by_label("A few words of yours")).to_have_value("For the long train rides.")
    expect(page.get_by_label("6 months")).to_be_checked()
    axe(page)
    assert not Gift.objects.exists()


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_the_card_fits_the_window_and_alone_is_printed(
    page: Page, site: Visit, axe: Check, width: int, scheme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    site("/subscribe/gift/")
    axe(page)
    fill_in(page)
    page.get_by_label("As a card with a code").check()
    pay(page)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.emulate_media(media="print")
    expect(page.locator(".gift-card")).to_be_visible()
    expect(page.locator(".gift-card-code")).to_contain_text(re.compile(r"(\w{4}-){3}\w{4}"))
    for other in ("h1", ".masthead", ".agreement-receipt", "footer"):
        expect(page.locator(other)).to_be_hidden()
