"""What is typed into any form of the desk is not lost without a word."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page, expect

from accounts.models import User
from articles.models import Column, Columnist
from newsletters.models import Issue, Newsletter
from tests.cast import MakeColumn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[str], str]
Enter = Callable[[str], User]
Check = Callable[[Page], None]
ADD = "/admin/newsletters/issue/add/"


@pytest.fixture
def dialogs(page: Page) -> list[str]:
    """How often the browser asked before it left a page; the answer is always to leave."""
    dialogs: list[str] = []

    def leave(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    return dialogs


def write_an_issue(page: Page, site: Visit) -> None:
    Newsletter.objects.get_or_create(name="The week", slug="week")
    site(ADD)
    page.wait_for_timeout(800)  # until the editor has started
    page.get_by_label("Newsletter").first.select_option(label="The week")
    page.get_by_label("Subject").fill("Not lost")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Words of an evening.")
    expect(page.get_by_text("Autosaved in this browser at")).to_be_visible()


@pytest.mark.promise("No desk form loses input without a warning", section="writing")
def test_an_issue_survives_leaving(
    page: Page, site: Visit, enter_the_desk: Enter, dialogs: list[str], axe: Check
) -> None:
    enter_the_desk("editor")
    write_an_issue(page, site)
    axe(page)
    site("/admin/")
    assert dialogs == ["beforeunload"]
    site(ADD)
    expect(page.get_by_text("You have unsaved changes from")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Discard").click()
    page.locator(".desk-unsaved").get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Subject")).to_have_value("Not lost")
    expect(page.locator(".ProseMirror")).to_contain_text("Words of an evening.")
    assert not Issue.objects.exists()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert "Words of an evening." in Issue.objects.get().words
    site(ADD)
    page.wait_for_timeout(800)
    expect(page.get_by_text("You have unsaved changes from")).to_have_count(0)


def test_an_issue_survives_an_ended_session(
    page: Page, site: Visit, enter_the_desk: Enter, dialogs: list[str]
) -> None:
    enter_the_desk("editor")
    write_an_issue(page, site)
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/login/**")
    enter_the_desk("editor")
    site(ADD)
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Subject")).to_have_value("Not lost")
    assert dialogs == []


@pytest.mark.promise("No desk form loses input without a warning", section="writing")
def test_a_bio_and_a_note_ask_before_they_are_lost(
    page: Page, site: Visit, enter_the_desk: Enter, dialogs: list[str], make_column: MakeColumn
) -> None:
    enter_the_desk("editor")
    ada = Columnist.objects.create(name="Ada", slug="ada")
    column = make_column(state=Column.State.DRAFT, published_at=None)
    notes = f"/admin/articles/column/{column.pk}/notes/"
    for path, field in (
        (f"/admin/articles/columnist/{ada.pk}/change/", "long_bio"),
        (notes, "note"),
    ):
        site(path)
        page.wait_for_timeout(800)
        site("/admin/")  # nothing typed, nothing asked
        site(path)
        page.wait_for_timeout(800)
        page.locator(f"[name={field}]").fill("Born at sea.")
        site("/admin/")
    assert dialogs == ["beforeunload", "beforeunload"]


DAY = 24 * 60 * 60 * 1000
PUT = """([age, users]) => {
  for (const user of users) {
    const at = Date.now() - age
    localStorage.setItem(`unsaved ${user} abc`, JSON.stringify({ at, column: "1", typed: [["body", "Draft"]] }))
    localStorage.setItem(`unsaved form ${user} /admin/x/ 1`, JSON.stringify({ at, fields: "[]" }))
  }
}"""
KEYS = "() => Object.keys(localStorage).filter((name) => name.startsWith('unsaved '))"


@pytest.mark.promise(
    "Unsaved text in a browser is deleted at sign-out and after 30 days", section="writing"
)
def test_unsaved_text_leaves_the_browser(page: Page, site: Visit, enter_the_desk: Enter) -> None:
    user = enter_the_desk("editor")
    page.evaluate(PUT, [30 * DAY, [user.pk, 999]])
    site("/admin/")
    page.wait_for_function(f"({KEYS})().length === 0")
    page.evaluate(PUT, [29 * DAY, [user.pk, 999]])
    site("/admin/")
    page.wait_for_timeout(500)
    assert len(page.evaluate(KEYS)) == 4
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    site("/")
    assert page.evaluate(KEYS) == []
