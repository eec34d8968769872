"""A reader subscribes, cancels and reads on, takes it back, and withdraws: then the wall stands
again.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from articles.models import Column
from subscriptions.billing import lifecycle
from subscriptions.models import Payment, Price, SandboxRecord, Subscription
from tests.cast import PASSWORD, MakeReader
from tests.journeys.test_visitor import HIDDEN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Cancelling takes one page and one button, and reading continues to the end of the paid"
        " period",
        section="subscriptions",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture
def column(make_column: Callable[..., Column]) -> Column:
    return make_column("subscribers", headline="The weight of rivers")


@pytest.fixture
def subscribed(
    page: Page,
    site: Visit,
    make_reader: MakeReader,
    column: Column,
    settings: Any,
    live_server: Any,
) -> Subscription:
    """From the wall, through the sandbox's pay page, back to the column."""
    settings.GATEWAY, settings.SITE_URL = "sandbox", live_server.url
    user = make_reader("sam")
    site("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(user.email)
    site(column.get_absolute_url())
    page.locator(".wall").get_by_role("link", name="Subscribe").click()
    page.get_by_role("main").get_by_role("link", name="Subscribe to Digital").click()
    page.get_by_role("button", name="Subscribe and pay $3.99").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="The weight of rivers")).to_be_visible()
    assert HIDDEN in page.content()
    return Subscription.objects.get()


def test_cancels_reads_on_resumes_and_withdraws(
    page: Page, site: Visit, axe: Check, column: Column, subscribed: Subscription
) -> None:
    main = page.get_by_role("main")
    site("/account/")
    axe(page)
    main.get_by_role("link", name="Cancel subscription").click()
    axe(page)
    main.get_by_role("button", name="Cancel subscription").click()
    expect(main.get_by_role("heading", name="Your subscription is cancelled")).to_be_visible()
    expect(main).to_contain_text("You read on until")
    axe(page)
    site(column.get_absolute_url())
    assert HIDDEN in page.content(), "Paid is paid."

    site("/account/")
    axe(page)
    main.get_by_role("button", name="Resume subscription").click()
    expect(main).to_contain_text("Your subscription goes on.")
    expect(main).to_contain_text("The subscription renews on")

    page.locator(".withdraw-link").get_by_role("link").click()
    expect(main.get_by_label("Your name")).to_have_value("Sam")
    axe(page)
    main.get_by_role("button", name="Go on").click()
    axe(page)
    main.get_by_role("button", name="Confirm withdrawal").click()
    expect(main).to_contain_text("$3.99 is on its way back")
    axe(page)
    assert any(email.subject == "We have received your withdrawal" for email in mail.outbox)
    site(column.get_absolute_url())
    assert HIDDEN not in page.content()
    expect(page.locator(".wall")).to_be_visible()


def test_a_card_that_fails_is_seen_to_at_the_provider(
    page: Page, site: Visit, subscribed: Subscription
) -> None:
    book = SandboxRecord.objects.get(kind="subscription")
    book.data |= {
        "status": "past_due",
        "card_works": False,
        "late_since": book.data["period_starts_at"],
    }
    book.data["charges"][-1]["state"] = "open"
    book.save()
    lifecycle.sync_now("sandbox", subscribed.gateway_id, at=subscribed.started_at)
    site("/account/")
    expect(page.get_by_role("main")).to_contain_text("did not go through")
    page.get_by_role("button", name="See to your card").click()
    page.get_by_role("button", name="Use a card that works").click()
    expect(page.get_by_role("main")).to_contain_text("The subscription renews on")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "dark")])
def test_every_page_is_fit_for_everyone(
    page: Page, site: Visit, axe: Check, subscribed: Subscription, width: int, scheme: Any
) -> None:
    other = Price.objects.create(
        plan=Price.objects.get().plan, amount=4000, currency="USD", interval="year"
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    own = f"/account/subscription/{subscribed.pk}"
    agreement = [
        f"{own}/{act}/" for act in ("cancel", "card", "change", f"change/{other.pk}", "withdraw")
    ]
    for address in [
        "/account/",
        "/account/payments/",
        f"/account/payments/{Payment.objects.get().pk}/",
        *agreement,
    ]:
        assert site(address).endswith(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
