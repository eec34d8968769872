"""A subscriber reads on; signing out shuts the door, the back button included."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from articles.models import Column
from subscriptions.models import Entitlement, FreeRead
from tests.cast import PASSWORD, MakeReader
from tests.journeys.test_visitor import HIDDEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[str], str]


@pytest.fixture
def signed_in(page: Page, site: Visit, make_reader: MakeReader) -> Entitlement:
    """A subscriber at the browser."""
    user = make_reader("sam")
    entitlement = Entitlement.objects.create(user=user, starts_at=datetime.now(UTC))
    site("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(user.email)
    return entitlement


def test_reads_on_without_counting(
    page: Page, site: Visit, shelf: list[Column], signed_in: Entitlement
) -> None:
    for column in shelf:
        site(column.get_absolute_url())
        assert HIDDEN in page.content()
        assert page.locator(".meter, .wall").count() == 0
    assert not FreeRead.objects.exists()


@pytest.mark.promise(
    "An entitlement granted at the desk opens columns, and ending it closes them",
    section="paywall",
)
def test_a_right_that_ends_closes_at_the_next_request(
    page: Page, site: Visit, make_column: Callable[..., Column], signed_in: Entitlement
) -> None:
    column = make_column("subscribers")
    site(column.get_absolute_url())
    assert HIDDEN in page.content()
    Entitlement.objects.update(ends_at=datetime.now(UTC))
    page.reload()
    assert HIDDEN not in page.content()
    expect(page.locator(".wall")).to_be_visible()


@pytest.mark.promise(
    "Signing out clears the browser's cache, and the back button shows nothing",
    section="accounts",
)
def test_after_signing_out_the_back_button_shows_nothing(
    page: Page, site: Visit, make_column: Callable[..., Column], signed_in: Entitlement
) -> None:
    column = make_column("subscribers")
    site(column.get_absolute_url())
    assert HIDDEN in page.content()
    site("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.go_back()
    page.go_back()
    page.wait_for_load_state()
    assert HIDDEN not in page.content()
