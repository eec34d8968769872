"""A stranger meets the wall and becomes a subscriber; gives the column to a friend, cancels, and
reads on.

The same journey through the sandbox and through the tests' Stripe, the content policy on.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.models import Column
from subscriptions.fulfilment import webhooks
from subscriptions.models import Entitlement, Promotion, Purchase, Subscription
from tests.journeys.conftest import code_from_mail
from tests.journeys.test_visitor import HIDDEN
from tests.stripe_double.double import StripeDouble

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Wall, sign-up, payment, column, gift link, cancellation, declined card and "
        "promotion code in a browser, with the sandbox and with the Stripe double, events"
        " doubled and shuffled",
        section="buying",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]
ADDRESS = "new.Subscriber+wall@reader.example"
PAID = re.compile("/c/pay/|/sandbox/pay/")


@pytest.fixture
def column(make_column: Callable[..., Column]) -> Column:
    return make_column("subscribers", headline="The weight of rivers")


@pytest.fixture
def shop(settings: Any, live_server: Any) -> None:
    """The sandbox takes the payments."""
    settings.GATEWAY, settings.SITE_URL = "sandbox", live_server.url


@pytest.fixture
def stripe(settings: Any, live_server: Any, stripe_double: StripeDouble) -> StripeDouble:
    """The tests' Stripe takes the payments; the policy lets forms lead there, and nowhere else."""
    settings.GATEWAY, settings.SITE_URL = "stripe", live_server.url
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = (
        stripe_double.key,
        stripe_double.webhook_secret,
    )
    settings.STRIPE_API_URL = stripe_double.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {**policy, "form-action": [*policy["form-action"], stripe_double.url]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": allowed}
    stripe_double.now = timezone.now()
    return stripe_double


def from_the_wall_to_the_pay_page(
    page: Page, site: Visit, column: Column, axe: Check, address: str = ADDRESS
) -> None:
    """Nobody has an account yet: signing up is on the way, and the way back is kept."""
    main = page.get_by_role("main")
    site(column.get_absolute_url())
    assert HIDDEN not in page.content()
    page.locator(".wall").get_by_role("link", name="Subscribe").click()
    axe(page)
    main.get_by_role("link", name="Subscribe to Digital").click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("a quiet reading room")
    main.get_by_role("button", name="Create").click()
    page.get_by_label("Code").fill(code_from_mail(address.lower()))
    main.get_by_role("button").first.click()
    expect(main).to_contain_text("$3.99 a month, renews on the")
    expect(main).to_contain_text("Today you pay $3.99.")
    axe(page)
    main.get_by_role("button", name="Subscribe and pay $3.99").click()
    expect(page).to_have_url(PAID)


def test_a_stranger_subscribes_gives_cancels_and_reads_on(
    page: Page, site: Visit, column: Column, shop: None, axe: Check, browser: Browser
) -> None:
    from_the_wall_to_the_pay_page(page, site, column, axe)
    axe(page)
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The weight of rivers")
    assert HIDDEN in page.content()
    _a_friend_reads(page, browser, site)
    _cancels_and_reads_on(page, site, column)


def _a_friend_reads(page: Page, browser: Browser, site: Visit) -> None:
    page.get_by_role("link", name=re.compile("Give this column")).click()
    page.get_by_role("main").get_by_role(
        "button", name=re.compile("link", re.IGNORECASE)
    ).first.click()
    link = page.get_by_role("main").get_by_role("textbox").first.input_value()
    friend = browser.new_context()
    there = friend.new_page()
    there.goto(link)
    assert HIDDEN in there.content()
    friend.close()


def _cancels_and_reads_on(page: Page, site: Visit, column: Column) -> None:
    main = page.get_by_role("main")
    site("/account/")
    main.get_by_role("link", name="Cancel subscription").click()
    main.get_by_role("button", name="Cancel subscription").click()
    expect(main).to_contain_text("You read on until")
    subscription = Subscription.objects.get()
    assert subscription.entitlement is not None
    assert (subscription.cancel_at_period_end, subscription.entitlement.ends_at) == (
        True,
        subscription.paid_until,
    )
    site(column.get_absolute_url())
    assert HIDDEN in page.content()


def test_the_same_with_stripe_and_its_events_shuffled(
    page: Page, site: Visit, column: Column, stripe: StripeDouble, axe: Check, browser: Browser
) -> None:
    from_the_wall_to_the_pay_page(page, site, column, axe)
    axe(page)
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The weight of rivers")
    assert HIDDEN in page.content()
    stripe.deliver(
        f"{site('/').rstrip('/')}/payments/events/stripe/", order="shuffled", duplicates=2
    )
    webhooks.process_pending(at=timezone.now())
    site(column.get_absolute_url())
    _a_friend_reads(page, browser, site)
    _cancels_and_reads_on(page, site, column)
    assert (Subscription.objects.count(), Entitlement.objects.count()) == (1, 1)


@pytest.mark.parametrize("provider", ["shop", "stripe"])
def test_a_declined_card_charges_nothing_and_another_one_may_be_tried(
    page: Page,
    site: Visit,
    column: Column,
    axe: Check,
    provider: str,
    request: pytest.FixtureRequest,
) -> None:
    request.getfixturevalue(provider)
    from_the_wall_to_the_pay_page(page, site, column, axe)
    page.get_by_role("button", name=re.compile("Decline")).click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    axe(page)
    assert not Entitlement.objects.exists()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The weight of rivers")
    assert HIDDEN in page.content()


def test_leaving_the_pay_page_charges_nothing(
    page: Page, site: Visit, column: Column, shop: None, axe: Check
) -> None:
    from_the_wall_to_the_pay_page(page, site, column, axe)
    page.get_by_role("button", name="Go back without paying").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing has been charged.")
    page.get_by_role("main").get_by_role("button", name="Subscribe and pay $3.99").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Purchase.objects.get().state == Purchase.State.PAID


def test_a_code_is_looked_at_before_paying(
    page: Page, site: Visit, column: Column, shop: None, axe: Check
) -> None:
    Promotion.objects.create(code="SPRING", percent_off=50, intervals=1)
    from_the_wall_to_the_pay_page(page, site, column, axe)
    page.get_by_role("button", name="Go back without paying").click()
    main = page.get_by_role("main")
    main.get_by_label("Promotion code").fill("summer")
    main.get_by_role("button", name="Use the code").click()
    expect(main).to_contain_text("This code does not exist.")
    expect(main.get_by_label("Promotion code")).to_have_value("summer")
    axe(page)
    main.get_by_label("Promotion code").fill("spring")
    main.get_by_role("button", name="Use the code").click()
    expect(main).to_contain_text("$1.99 for the first month, then $3.99 a month")
    main.get_by_role("button", name="Subscribe and pay $1.99").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pay $1.99")
