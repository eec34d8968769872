"""A household: the owner invites, the friend joins and reads, the seat is taken back and the wall
stands again.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from articles.models import Column
from subscriptions.groups import group_seats
from subscriptions.models import Entitlement
from tests.cast import PASSWORD, MakeColumn, MakeReader
from tests.journeys.conftest import code_from_mail
from tests.journeys.test_visitor import HIDDEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRIEND = "finn@friends.example"


@pytest.fixture
def owner(make_reader: MakeReader) -> User:
    """Olga has a subscription for four."""
    user, now = make_reader("olga"), datetime.now(UTC)
    Entitlement.objects.create(
        user=user, source="subscription", starts_at=now, ends_at=now + timedelta(days=30)
    )
    group_seats.sync_owned_group(user, at=now, seats=4)
    return user


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column("subscribers", published_at=datetime.now(UTC) - timedelta(hours=1))


@pytest.fixture
def friends_page(browser: Browser, live_server: LiveServer) -> Page:
    """A browser of the friend's own, on a phone."""
    return browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 800}
    ).new_page()


def signs_in(page: Page, address: str) -> None:
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def link_to(address: str) -> str:
    email = next(email for email in reversed(mail.outbox) if address in email.to)
    match = re.search(r"(/group/join/\S+/)", str(email.body))
    assert match
    return match[1]


@pytest.mark.promise(
    "A removed member loses access at the next request; members read as long as the owner",
    section="institutions",
)
def test_a_household(
    page: Page,
    site: Callable[[str], str],
    owner: User,
    column: Column,
    friends_page: Page,
    axe: Callable[[Page], None],
) -> None:
    invites(page, site, owner, axe)
    joins(friends_page, axe)
    friends_page.goto(column.get_absolute_url())
    assert HIDDEN in friends_page.content()
    takes_back(page, site, axe)
    friends_page.reload()
    expect(friends_page.locator(".wall")).to_be_visible()
    assert HIDDEN not in friends_page.content()


def invites(
    page: Page, site: Callable[[str], str], owner: User, axe: Callable[[Page], None]
) -> None:
    """The owner finds the group on the account page; a slip of the pen stays typed."""
    site("/accounts/login/")
    signs_in(page, owner.email)
    page.get_by_role("link", name="Olga’s group").click()
    page.get_by_label("Their e-mail address").fill("finn@")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_label("Their e-mail address")).to_have_value("finn@")
    axe(page)
    page.get_by_label("Their e-mail address").fill(FRIEND)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main")).to_contain_text("not joined yet")
    expect(page.get_by_role("main")).to_contain_text("2 of 4 are taken, 2 are free.")
    axe(page)


def joins(page: Page, axe: Callable[[Page], None]) -> None:
    """The friend makes an account, and comes back to the one button."""
    page.goto(link_to(FRIEND))
    axe(page)
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail").fill(FRIEND)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_label("Code").fill(code_from_mail(FRIEND))
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("button", name="Join Olga’s group").click()
    expect(page.get_by_role("main")).to_contain_text("You have a seat in Olga’s group")
    axe(page)


def takes_back(page: Page, site: Callable[[str], str], axe: Callable[[Page], None]) -> None:
    site("/account/group/")
    page.get_by_role("link", name="Take the seat back").click()
    axe(page)
    page.get_by_role("button", name="Take the seat back").click()
    expect(page.get_by_role("main")).to_contain_text(f"The seat of {FRIEND} is free.")
    assert mail.outbox[-1].to == [FRIEND]
