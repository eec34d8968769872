"""A comment is written, answered, reported, hidden with a reason, appealed and shown again; also
without a script.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from articles.models import Column
from comments.models import CommentPolicy
from tests.cast import MakeColumn, MakeReader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Page]
Look = Callable[[Page], None]


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer) -> Iterator[Enter]:
    """enter(user) is a page of a browser in which the user is signed in."""
    contexts = []

    def entered(user: User, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(locale="en-GB", base_url=live_server.url, **options)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        contexts.append(context)
        return context.new_page()

    yield entered
    for context in contexts:
        context.close()


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    CommentPolicy(first_wait=0).save()
    return make_column(
        "free", headline="The case for a river", published_at=datetime.now(UTC) - timedelta(hours=1)
    )


@pytest.mark.promise(
    "Comment, reply, report, hide with a reason, appeal and restore in a browser, with and without"
    " JavaScript",
    section="comments",
)
@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_due_process(
    script: bool, column: Column, enter: Enter, make_reader: MakeReader, axe: Callable[[Page], None]
) -> None:
    def look(page: Page) -> None:
        for width in (390, 1280) if script else ():
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
                page.url,
                width,
            )

    def moderator(name: str) -> Page:
        user = make_reader(name, is_staff=True)
        user.groups.add(Group.objects.get(name="moderator"))
        return enter(user, java_script_enabled=script)

    address = column.get_absolute_url()
    ann, ben = (enter(make_reader(name), java_script_enabled=script) for name in ("ann", "ben"))
    first, second = moderator("first"), moderator("second")
    _writes(ann, address, look)
    _answers_and_reports(ben, address, look)
    _hides(first, look, script=script)
    ben.goto(address)
    expect(ben.get_by_text("A moderator has hidden this comment.")).to_be_visible()
    _appeals(ann, look)
    first.goto("/admin/comments/comment/queue/")
    first.get_by_role("link", name="Ann of the weir on").click()
    expect(first.get_by_role("alert")).to_contain_text("another moderator decides")
    _grants(second, look)
    ben.reload()
    expect(ben.get_by_text("Rivers <b>bend</b>.")).to_be_visible()


def _writes(ann: Page, address: str, look: Look) -> None:
    ann.goto(address)
    look(ann)
    ann.get_by_role("link", name="Write a comment").click()
    look(ann)
    ann.get_by_label("Your name here").fill("Ann of the weir")
    ann.get_by_label("Your comment").fill("Rivers <b>bend</b>.\n\nSee https://example.org/bends.")
    ann.get_by_role("button", name="Post the comment").click()
    expect(ann.get_by_role("article")).to_contain_text("Rivers <b>bend</b>.")
    look(ann)


def _answers_and_reports(ben: Page, address: str, look: Look) -> None:
    ben.goto(address)
    ben.get_by_role("link", name="Jump to 1 comment").click()
    ben.get_by_role("link", name="Reply to Ann of the weir").click()
    look(ben)
    ben.get_by_label("Your name here").fill("Ben")
    ben.get_by_label("Your comment").fill("They do, until somebody straightens them.")
    ben.get_by_role("button", name="Post the reply").click()
    expect(ben.get_by_role("article", name="Comment by Ben")).to_be_visible()
    assert mail.outbox[-1].subject == "Ben answered you"
    ben.get_by_role("link", name="Report the comment by Ann of the weir").click()
    look(ben)
    ben.get_by_label("Advertises").check()
    ben.get_by_role("button", name="Report it").click()
    expect(ben.get_by_role("status")).to_contain_text("Thank you. A moderator looks at it.")


def _hides(first: Page, look: Look, *, script: bool) -> None:
    for link in ("Profile (Ann of the weir)", "Test the watch words"):
        first.goto(
            "/admin/comments/commentpolicy/1/change/"
            if "watch" in link
            else "/admin/comments/comment/queue/"
        )
        first.get_by_role("link", name=link).click()
        look(first)
    first.goto("/admin/comments/comment/queue/")
    look(first)
    first.get_by_role("checkbox", name="Tick the comment by Ann of the weir").check()
    first.get_by_role("button", name="Hide…").click()
    expect(first.get_by_role("heading", name="Hide 1 comment")).to_be_visible()
    look(first)
    first.get_by_role("link", name="Cancel").click()
    first.wait_for_url("**/comment/queue/**")  # keys are heard after the page has loaded
    if script:
        first.keyboard.press("j")
        first.keyboard.press("h")
    else:
        first.get_by_text("Hide it, with a reason").click()
    first.get_by_label("Reason").select_option("advertising")
    first.get_by_label("In your own words").fill("The link sells bends.")
    first.get_by_role("button", name="Hide it").click()
    expect(first.get_by_text("The comment is hidden, and its author is told why.")).to_be_visible()


def _appeals(ann: Page, look: Look) -> None:
    """By the way that the mail tells."""
    email = str(mail.outbox[-1].body)
    assert "The link sells bends." in email
    path = next(word for word in email.split() if "/appeal/" in word).partition("testserver")[2]
    ann.goto(path)
    look(ann)
    ann.get_by_label("Why should it be shown?").fill("It sells nothing: it is a museum.")
    ann.get_by_role("button", name="Send the appeal").click()
    expect(ann.get_by_text("Your appeal waits for another moderator.")).to_be_visible()
    look(ann)


def _grants(second: Page, look: Look) -> None:
    second.goto("/admin/comments/comment/queue/")
    second.get_by_role("link", name="Ann of the weir on").click()
    look(second)
    second.get_by_label("Grant it").check()
    second.get_by_label("Why").fill("A museum it is.")
    second.get_by_role("button", name="Decide").click()
    assert "A museum it is." in str(mail.outbox[-1].body)
