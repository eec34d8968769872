"""Sign up, say yes, get the issue, leave with one click; follow a topic, hear of a column, open it
from the mail.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Column, Topic
from newsletters.models import Issue, IssueColumn, Mailing, Newsletter, Recipient, SignUp
from newsletters.sending import alerts, worker
from subscriptions.models import Entitlement, FreeRead
from tests.cast import MakeColumn, MakeReader
from tests.journeys.test_visitor import HIDDEN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Sign up, confirm, receive and unsubscribe; follow, get an alert and open it "
        "without JavaScript; send from the desk, in a browser",
        section="newsletters",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture
def the_week(db: None) -> Newsletter:
    return Newsletter.objects.create(
        name="The week",
        slug="the-week",
        description="What was argued this week, in one mail.",
        rhythm="Every Friday",
    )


@pytest.fixture(autouse=True)
def _own_address(settings: Any, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


def address_in_mail(words: str) -> str:
    """The path behind some words in the newest mail."""
    match = re.search(rf"{words} (https?://\S+)", str(mail.outbox[-1].body))
    assert match, mail.outbox[-1].body
    return urlsplit(match[1]).path


def work() -> None:
    """What the upkeep and the worker do."""
    at = datetime.now(UTC)
    alerts.create_due(at=at)
    for mailing in Mailing.objects.filter(state__in=["waiting", "sending"]):
        while worker.run(mailing.pk, at=at):
            pass


def sound(page: Page, axe: Check) -> None:
    """On a phone and on a desktop."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def read_in_the_dark_without_pictures(browser: Browser | None, axe: Check) -> None:
    """The newest mail, as a letter box shows it that fetches nothing."""
    assert browser is not None
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844})
    email = context.new_page()
    email.route("**/*", lambda route: route.abort())
    newest = mail.outbox[-1]
    assert isinstance(newest, EmailMultiAlternatives)
    email.set_content(str(newest.alternatives[0][0]))
    expect(email.get_by_role("heading", level=1)).to_be_visible()
    expect(email.get_by_role("link", name="Read on").first).to_be_visible()
    email.locator(".sheet").evaluate(
        "sheet => sheet.setAttribute('role', 'main')"
    )  # the letter box brings its own
    axe(email)
    assert email.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


@pytest.mark.promise(
    "An e-mail is readable in dark mode and without pictures",
    section="newsletters",
)
def test_signed_up_confirmed_received_and_left(
    page: Page, site: Visit, shelf: list[Column], the_week: Newsletter, axe: Check
) -> None:
    site("/")
    sound(page, axe)
    box = page.get_by_role("region", name="The week")
    box.get_by_label("Your e-mail address").fill("ada@mail.example")
    box.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mail")
    sound(page, axe)
    assert not page.context.cookies()

    site(address_in_mail("Yes, write to me:"))
    sound(page, axe)
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("main")).to_contain_text("ada@mail.example")
    sound(page, axe)
    page.get_by_role("link", name="All that comes to you by mail").click()
    expect(page.get_by_label("The week")).to_be_checked()
    sound(page, axe)

    issue = Issue.objects.create(
        newsletter=the_week, subject="Rivers and reasons", words="<p>Good morning.</p>"
    )
    IssueColumn.objects.create(issue=issue, column=shelf[0])
    Mailing.objects.create(issue=issue, due_at=datetime.now(UTC))
    work()
    assert mail.outbox[-1].subject == "Rivers and reasons"
    read_in_the_dark_without_pictures(page.context.browser, axe)
    site(address_in_mail("Read on:"))
    expect(page.get_by_role("heading", level=1)).to_have_text(shelf[0].headline)
    site(address_in_mail("Read it on the site:"))
    sound(page, axe)
    page.get_by_role("link", name="The week").first.click()
    sound(page, axe)

    site(address_in_mail("Leave with one click:"))
    sound(page, axe)
    page.get_by_role("button", name="Yes, stop these mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left “The week”")
    sound(page, axe)
    assert not SignUp.objects.exists()


def test_followed_heard_of_and_opened_from_the_mail_without_javascript(
    browser: Browser, live_server: LiveServer, make_column: MakeColumn, make_reader: MakeReader
) -> None:
    """A subscriber on a telephone that is not signed in: the mail's own link opens the column."""
    topic = Topic.objects.create(name="Foreign policy", slug="foreign-policy")
    user = make_reader("sam")
    Entitlement.objects.create(user=user, starts_at=datetime.now(UTC))
    context = browser.new_context(
        locale="en-GB", java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/topics/foreign-policy/")
    page.get_by_role("link", name="Follow Foreign policy").click()
    page.get_by_label("As soon as something appears").check()
    page.get_by_label("Your e-mail address").fill("not an address")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("main")).to_contain_text("That isn’t a complete e-mail address.")
    page.get_by_label("Your e-mail address").fill(user.email)
    page.get_by_role("button", name="Follow").click()
    page.goto(f"{live_server.url}{address_in_mail('Yes, write to me:')}")
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("main")).to_contain_text("Foreign policy")

    work()
    before = len(mail.outbox)
    column = make_column("subscribers", headline="The strait", published_at=datetime.now(UTC))
    column.column_topics.create(topic=topic)
    work()
    work()
    assert [email.subject for email in mail.outbox[before:]] == ["The strait"]
    page.goto(f"{live_server.url}{address_in_mail('Read on:')}")
    assert page.url == f"{live_server.url}{column.get_absolute_url()}"
    assert HIDDEN in page.content()
    expect(page.get_by_role("main")).to_contain_text("Our mail opened this column to you.")
    assert not FreeRead.objects.exists()
    context.close()


def test_the_desk_composes_previews_and_sends(
    page: Page,
    site: Visit,
    enter_the_desk: Callable[[str], Any],
    shelf: list[Column],
    the_week: Newsletter,
    axe: Check,
) -> None:
    editor = enter_the_desk("editor")
    SignUp.objects.create(
        recipient=Recipient.objects.create(
            address="ada@mail.example", confirmed_at=datetime.now(UTC)
        ),
        newsletter=the_week,
        since=datetime.now(UTC),
    )
    issue = Issue.objects.create(
        newsletter=the_week, subject="Rivers and reasons", words="<p>Good morning.</p>"
    )
    IssueColumn.objects.create(issue=issue, column=shelf[0])
    site(f"/admin/newsletters/issue/{issue.pk}/change/")
    page.get_by_role("link", name="Preview and try out").click()
    email = page.frame_locator("iframe[title='The mail on a phone']")
    expect(email.get_by_role("heading", level=1)).to_have_text("Rivers and reasons")
    page.get_by_role("button", name="Send a test to").click()
    expect(page.get_by_text("A test is on its way")).to_be_visible()
    assert mail.outbox[-1].to == [editor.email]
    page.get_by_role("link", name="On to sending").click()
    axe(page)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("main")).to_contain_text("The worker is about to send it")
    work()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("1 of 1")
    axe(page)
    assert mail.outbox[-1].to == ["ada@mail.example"]
