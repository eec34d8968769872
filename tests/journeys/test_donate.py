"""Giving every month in the browser, and stopping from the mail, without an account."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from subscriptions.models import Subscription

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Donations: free amounts, once or monthly, without an account, thanked by e-mail,"
        " cancelled by a link, opening no column",
        section="buying",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _payments_go_to_the_sandbox(settings: Any, live_server: Any) -> None:
    settings.GATEWAY, settings.SITE_URL = "sandbox", live_server.url


def test_given_every_month_and_stopped_from_the_mail(page: Page, site: Visit, axe: Check) -> None:
    site("/donate/")
    axe(page)
    page.get_by_label("Another amount").check()
    page.get_by_label("Your own amount").fill("7,50")
    page.get_by_label("Every month").check()
    page.get_by_label("Your e-mail address").fill("ada@reader.example")
    page.get_by_role("button", name="Go on and give").click()
    expect(page.get_by_role("main")).to_contain_text("$7.50")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("You give $7.50 a month.")
    axe(page)
    (email,) = mail.outbox
    link = re.search(r"Stop the monthly donation: (\S+)", str(email.body))
    assert link
    page.goto(link[1])
    axe(page)
    page.get_by_role("button", name="Stop the donation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your monthly donation has ended")
    axe(page)
    assert not Subscription.objects.get().is_running


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_a_wrong_amount_is_said_beside_its_field(
    page: Page, site: Visit, axe: Check, width: int, scheme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    site("/donate/")
    axe(page)
    page.get_by_label("Another amount").check()
    page.get_by_label("Your own amount").fill("a lot")
    page.get_by_label("Your e-mail address").fill("ada@reader.example")
    page.get_by_role("button", name="Go on and give").click()
    expect(page.get_by_label("Your own amount")).to_have_value("a lot")
    expect(page.locator(".field-error")).to_contain_text("Please type an amount in USD")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe(page)


def test_without_a_provider_the_page_takes_nothing(
    page: Page, site: Visit, axe: Check, settings: Any
) -> None:
    settings.GATEWAY = ""
    site("/donate/")
    expect(page.get_by_role("main")).to_contain_text("We can’t take donations on this site yet.")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    axe(page)
