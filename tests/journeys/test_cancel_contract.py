"""Cancelling and withdrawing without sign-in, in a browser: by the footer's link, by keyboard,
without JavaScript.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from subscriptions.models import CancellationRequest, Payment, Subscription
from tests.gift_orders import BUYER, BuyGift, Donate
from tests.sandbox import Subscribe

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("Cancelling and withdrawing need no sign-in", section="subscriptions"),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _links_lead_here(settings: Any, live_server: Any) -> None:
    settings.SITE_URL = live_server.url


def link_in_mail() -> str:
    [receipt] = [email for email in mail.outbox if "Receipt of your" in email.subject]
    match = re.search(r"Confirm the \w+:\s+(\S+)", str(receipt.body))
    assert match
    return match[1]


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_a_subscriber_cancels_without_signing_in(
    page: Page,
    site: Visit,
    axe: Check,
    make_reader: Any,
    subscribe: Subscribe,
    width: int,
    scheme: Any,
) -> None:
    subscribe(make_reader("ada"))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    site("/columnists/")
    page.get_by_role("contentinfo").get_by_role("link", name="Cancel contracts here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancel a contract")
    axe(page)
    page.get_by_label("Your name").fill("Ada Brook")
    page.get_by_label("Your e-mail address").fill("ada@")
    page.get_by_role("button", name="Cancel now").click()
    expect(page.get_by_label("Your name")).to_have_value("Ada Brook")
    expect(page.locator(".field-error")).to_contain_text("complete e-mail address")
    axe(page)
    page.get_by_label("Your e-mail address").fill("ada@reader.example")
    page.get_by_role("button", name="Cancel now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your cancellation")
    expect(page.get_by_role("status")).to_contain_text("This is your receipt.")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save it as a file").click()
    assert "Receipt of a cancellation" in saved.value.path().read_text()
    page.goto(link_in_mail())
    expect(page.get_by_role("main")).to_contain_text("Digital, $3.99 a month")
    axe(page)
    page.get_by_role("button", name="Confirm cancellation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cancellation is confirmed")
    axe(page)
    assert Subscription.objects.get().cancel_at_period_end


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_receipt_that_is_not_shown_any_more(
    page: Page, site: Visit, axe: Check, client: Client, width: int, scheme: Any
) -> None:
    form = {
        "name": "Ada",
        "email": "ada@reader.example",
        "contract": "subscription",
        "details": "Number 17",
    }
    receipt = client.post("/contracts/cancel/", form).headers["Location"]
    CancellationRequest.objects.update(received_at=timezone.now() - timedelta(days=14))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    site(receipt)
    expect(page.get_by_role("heading", level=1)).to_have_text("This receipt is not shown any more")
    expect(page.get_by_text("Number 17")).to_have_count(0)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_by_keyboard_without_javascript(
    browser: Browser, live_server: Any, donate: Donate, buy_gift: BuyGift
) -> None:
    """A donor and buyer without an account withdraws from one of two contracts."""
    donate(750)
    buy_gift()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/contracts/withdraw/")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Ada Brook")
    page.keyboard.press("Tab")
    page.keyboard.type(BUYER)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("A donation")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your withdrawal")
    page.goto(link_in_mail())
    page.get_by_label(re.compile("Donation to")).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("$7.50 is on its way back")
    assert Payment.objects.get(purchase__kind="donation").state == "refunded"
    assert Payment.objects.get(purchase__kind="gift").state == "paid"
    context.close()
