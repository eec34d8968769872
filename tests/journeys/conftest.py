"""What every journey shares: columns to read, a page that reports what the browser complains of."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from articles.models import Column, Columnist
from tests.cast import PASSWORD, MakeColumn, MakeReader


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Errors on the browser's console, a blocked script or style among them; a journey must end
    with none.
    """
    received: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # A page that refuses or has gone is told by its status, and Chromium repeats that as an
        # error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            received.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: received.append(str(error)))
    yield received
    assert received == []


@pytest.fixture
def site(live_server: LiveServer, page: Page, complaints: list[str]) -> Callable[[str], str]:
    """site("/path/") opens a page of the running site and gives its address."""

    def visit(path: str) -> str:
        page.goto(f"{live_server.url}{path}")
        return page.url

    return visit


@pytest.fixture
def enter_the_desk(
    page: Page, site: Callable[[str], str], make_reader: MakeReader
) -> Callable[[str], User]:
    """enter_the_desk("editor") signs somebody of that group in at the desk; once more, the same
    person.
    """
    people: dict[str, User] = {}

    def enter(group: str) -> User:
        if group not in people:
            people[group] = make_reader(group, is_staff=True)
            people[group].groups.add(Group.objects.get(name=group))
        site("/admin/")
        page.get_by_label("E-mail").fill(people[group].email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/admin/")
        return people[group]

    return enter


@pytest.fixture
def shelf(make_column: MakeColumn) -> list[Column]:
    """Eight metered columns by one columnist, the newest first."""
    ada = Columnist.objects.create(
        name="Ada Brook", slug="ada-brook", short_bio="Ada Brook writes about rivers."
    )
    now = datetime.now(UTC)
    return [
        make_column(
            headline=f"The case for river number {number}",
            standfirst="Water finds its own argument.",
            published_at=now - timedelta(hours=number + 1),
            columnists=(ada,),
        )
        for number in range(8)
    ]


def code_from_mail(address: str) -> str:
    """The code in the newest mail to an address."""
    emails = [email for email in mail.outbox if address in email.to]
    lines = [line.strip() for line in str(emails[-1].body).splitlines()]
    return next(
        line for line in lines if 5 < len(line) < 12 and " " not in line and "." not in line
    )
