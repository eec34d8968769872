"""A publisher helps a reader: why they were refused, a right given, money sent back; and looks at
the month.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from articles.models import Column
from subscriptions.models import DeskLogEntry, Entitlement, Payment, Subscription
from tests.cast import PASSWORD, MakeColumn, MakeReader
from tests.sandbox import Subscribe

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A reader's timeline shows payments, entitlements, e-mails, devices and support actions",
        section="desk",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture
def at_the_desk(page: Page, site: Visit, make_reader: MakeReader) -> None:
    user = make_reader("paula", is_staff=True)
    user.groups.add(Group.objects.get(name="publisher"))
    site("/admin/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(
        "subscribers",
        headline="Behind the wall",
        published_at=datetime.now(UTC) - timedelta(hours=1),
    )


def test_a_refused_reader_is_let_in(
    page: Page, at_the_desk: None, make_reader: MakeReader, column: Column, axe: Check
) -> None:
    rita = make_reader("rita")
    page.get_by_role("link", name="Why was a reader refused?").click()
    axe(page)
    page.get_by_label("Reader’s e-mail address").fill(rita.email)
    page.get_by_label("Column").fill("behind the")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="Refused: For subscribers")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("Is it for subscribers only?")
    axe(page)

    page.get_by_role("link", name="Desk", exact=True).click()
    page.get_by_role("link", name="Readers", exact=True).click()
    page.get_by_label("E-mail address or name").fill("rita")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=rita.email).click()
    axe(page)
    page.get_by_role("link", name="Give complimentary access").click()
    axe(page)
    page.get_by_label("May read to the end of").fill(
        f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    )
    page.get_by_label("Why").fill("A prize.")
    page.get_by_role("button", name="Give complimentary access").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Complimentary until")
    expect(page.get_by_role("row").filter(has_text="Desk")).to_contain_text("Paula: A prize.")
    page.get_by_role("link", name="Why was this reader refused?").click()
    page.get_by_label("Column").fill(column.slug)
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="Let in: An entitlement is in force")).to_be_visible()
    assert Entitlement.objects.get().granted_by is not None


def test_money_goes_back_after_a_second_look(
    page: Page, site: Visit, at_the_desk: None, make_reader: MakeReader, axe: Check
) -> None:
    rita, now = make_reader("rita"), datetime.now(UTC)
    Payment.objects.create(
        user=rita,
        gateway="sandbox",
        gateway_id="nowhere",
        state="paid",
        amount=399,
        currency="USD",
        description="Digital",
        billed_to=rita.email,
        made_at=now,
        paid_at=now,
    )
    site(f"/admin/readers/{rita.pk}/")
    page.get_by_role("link", name="Refund").click()
    axe(page)
    page.get_by_label("Why").fill("Paid twice.")
    page.get_by_role("button", name="Look at the sum").click()
    expect(page.get_by_text("$3.99 of $3.99 goes back")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Refund $3.99").click()
    # The provider knows nothing of this payment, and says no: nothing is done, and nothing typed is
    # lost.
    expect(page.get_by_role("alert")).to_contain_text("nothing was changed")
    expect(page.get_by_label("Why")).to_have_value("Paid twice.")
    assert not DeskLogEntry.objects.exists()


@pytest.mark.promise("A chart starts at the present month on a phone", section="desk")
def test_a_chart_begins_at_the_present_month_on_a_phone(
    page: Page, site: Visit, at_the_desk: None
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    site("/admin/reports/")
    present = page.locator(".desk-chart").first.locator(".name").last
    box = present.bounding_box()
    assert box is not None
    assert 0 < box["x"] < 390


def test_reports_and_lists_are_accessible(
    page: Page, site: Visit, at_the_desk: None, axe: Check
) -> None:
    site("/admin/reports/")
    expect(page.get_by_role("img", name="Active subscribers")).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)
    with page.expect_download() as csv:
        page.get_by_role("link", name="Subscribers as CSV").click()
    assert csv.value.suggested_filename.startswith("subscribers-")


@pytest.mark.parametrize(
    "name", ["plan", "promotion", "subscription", "payment", "purchase", "gatewayevent"]
)
def test_the_lists_of_money_have_no_barrier(
    page: Page, site: Visit, at_the_desk: None, axe: Check, name: str
) -> None:
    site(f"/admin/subscriptions/{name}/")
    expect(page.get_by_role("main")).to_be_visible()
    axe(page)


def test_the_form_of_a_promotion_can_be_read_and_is_not_covered(
    page: Page, at_the_desk: None, site: Visit
) -> None:
    site("/admin/subscriptions/promotion/add/")
    title = page.locator(".selector-chosen-title").first
    label, ground = title.locator("label").evaluate(
        "label => [getComputedStyle(label).color,"
        " getComputedStyle(label.parentElement).backgroundColor]"
    )
    assert contrast(label, ground) >= 4.5
    assert (
        page.locator(".submit-row").first.evaluate("row => getComputedStyle(row).position")
        == "static"
    )


def contrast(first: str, second: str) -> float:
    """As WCAG reckons it."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("width", [390, 1280])
def test_a_suggested_donation_is_looked_at_first(
    page: Page, site: Visit, at_the_desk: None, axe: Check, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    site("/admin/subscriptions/donationamount/add/")
    axe(page)
    page.get_by_label("Amount").fill("35")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(
        page.locator(".errorlist").get_by_text("Readers will see: “$35, once or every month.”")
    ).to_be_visible()
    axe(page)
    page.get_by_label("Suggest it like this").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("$35")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_entitlement_of_a_subscription_says_how_to_end_it(
    width: int,
    scheme: Any,
    page: Page,
    site: Visit,
    make_reader: MakeReader,
    subscribe: Subscribe,
    axe: Check,
) -> None:
    mine = subscribe(make_reader("rita"))
    user = make_reader("paula", is_staff=True)
    user.groups.add(Group.objects.get(name="publisher"))
    site("/admin/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    site("/admin/subscriptions/entitlement/")
    page.locator("input.action-select").check()
    page.locator("select[name=action]").select_option("end_now")
    page.locator("button[name=index]").click()
    warning = page.locator(".messagelist .warning")
    expect(warning).to_contain_text("end the subscription on the reader’s page")
    expect(warning).to_have_css("background-image", "none")
    axe(page)
    site(f"/admin/subscriptions/entitlement/{mine.entitlement_id}/change/")
    expect(page.get_by_text("end the subscription on the reader’s page")).to_be_visible()
    expect(page.get_by_label("Ends")).to_have_count(0)
    axe(page)
    payment = mine.payments.get()
    site(f"/admin/readers/{mine.user_id}/refund/{payment.pk}/")
    page.get_by_label("Amount to refund").fill("1")
    page.get_by_label("Also end access").check()
    page.get_by_label("Why").fill("They asked.")
    axe(page)
    page.get_by_role("button", name="Look at the sum").click()
    expect(page.locator(".desk-sum")).to_contain_text("ends at once, and the subscription with it")
    axe(page)
    page.get_by_role("button", name="Refund $1").click()
    expect(page.locator(".messagelist .success")).to_contain_text(
        "Ended Digital at once. Sent back $1"
    )
    axe(page)
    assert Subscription.objects.get().ended_at is not None
