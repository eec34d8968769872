"""Letters to the desk in the browser: an idea with a file until it is answered, a reply until it is
printed.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, FilePayload, Page, expect

from accounts.models import User
from articles.models import Column
from submissions.models import Reply, StoryIdea
from submissions.story_ideas import form_stamp
from tests.submissions.files import PDF, SVG

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "A story idea with a file and a reply in a browser: phone and desktop, axe, and without"
        " JavaScript",
        section="submissions",
    ),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]
PHONE, DESKTOP = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
PLAN: FilePayload = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}
FALSE: FilePayload = {"name": "photo.png", "mimeType": "image/png", "buffer": SVG}


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch: pytest.MonkeyPatch, settings: Any, live_server: Any) -> None:
    monkeypatch.setattr(form_stamp, "SOONEST", timedelta(0))
    settings.SITE_URL = live_server.url


@pytest.fixture
def sound(page: Page, axe: Check) -> Callable[[], None]:
    """The page as it stands, on a phone and on a desktop."""

    def check() -> None:
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # two numbers
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            axe(page)

    return check


def test_an_idea_with_a_file_is_answered(
    page: Page,
    site: Visit,
    sound: Callable[[], None],
    enter_the_desk: Callable[[str], User],
    tmp_path: Path,
) -> None:
    site("/story-ideas/")
    sound()
    page.get_by_label("Your idea").fill("The harbour wall is cracking.")
    page.get_by_label("Your e-mail address").fill("ada@reader.example")
    page.get_by_label("First file").set_input_files(PLAN)
    page.get_by_label("Second file").set_input_files(FALSE)
    page.get_by_label("The desk may keep").check()
    page.get_by_role("button", name="Send it to the desk").click()
    expect(page.get_by_label("Your idea")).to_have_value("The harbour wall is cracking.")
    expect(page.locator(".field-error").filter(has_text="Second file")).to_contain_text(
        "that is not what is in it"
    )
    expect(page.locator(".field-error").filter(has_text="First file")).to_contain_text(
        "Choose this file again"
    )
    sound()
    page.get_by_label("First file").set_input_files(PLAN)
    page.get_by_role("button", name="Send it to the desk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    sound()
    assert [email.to for email in mail.outbox] == [["ada@reader.example"]]

    enter_the_desk("editor")
    page.get_by_role("main").get_by_role("link", name="Look at it").click()
    page.get_by_role("link", name="The harbour wall is cracking.").click()
    sound()
    with page.expect_download() as coming:
        page.get_by_role("link", name="plan.pdf").click()
    saved = tmp_path / "plan.pdf"
    coming.value.save_as(saved)
    assert coming.value.suggested_filename == "plan.pdf"
    assert saved.read_bytes() == PDF
    page.get_by_label("Your answer").fill("Thank you. We shall look at the wall.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("main")).to_contain_text("Answered by e-mail")
    expect(page.get_by_role("main")).to_contain_text("Opened a file: plan.pdf")
    sound()
    assert mail.outbox[-1].to == ["ada@reader.example"]
    assert "We shall look at the wall." in str(mail.outbox[-1].body)


def test_a_reply_is_invited_written_and_printed(
    page: Page,
    site: Visit,
    sound: Callable[[], None],
    enter_the_desk: Callable[[str], User],
    shelf: list[Column],
    browser: Browser,
) -> None:
    enter_the_desk("editor")
    site(f"/admin/articles/column/{shelf[0].pk}/change/")
    page.get_by_role("link", name="Replies", exact=True).first.click()
    sound()
    page.get_by_label("Who is to reply").fill("Grace Hollow")
    page.get_by_label("E-mail address").fill("grace@subject.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main")).to_contain_text(
        "The invitation went to grace@subject.example."
    )
    link = re.search(r"Write your reply: (\S+)", str(mail.outbox[-1].body))
    assert link

    theirs = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()  # type: ignore[arg-type]  # as above
    theirs.goto(link[1])
    theirs.get_by_label("Your reply").fill("It was otherwise.\n\nAsk anybody.")
    theirs.get_by_role("button", name="Send the reply").click()
    expect(theirs.get_by_role("main")).to_contain_text("Without your consent")
    theirs.get_by_label("This is for print").check()
    theirs.get_by_role("button", name="Send the reply").click()
    expect(theirs.get_by_role("main")).to_contain_text("The desk has your reply.")

    page.goto(link[1])
    sound()
    site(f"/admin/submissions/reply/{Reply.objects.get().pk}/change/")
    sound()
    page.get_by_role("button", name="Publish it below the column").click()
    expect(page.get_by_role("main")).to_contain_text(
        "Published, and a mail says so to grace@subject.example."
    )
    site(shelf[0].get_absolute_url())
    reply = page.get_by_role("region", name="A reply from Grace Hollow")
    expect(reply).to_contain_text("Ask anybody.")
    sound()


def test_without_a_script(browser: Browser, live_server: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/story-ideas/")
    page.get_by_label("Your idea").fill("An old bridge.")
    page.get_by_label("First file").set_input_files(PLAN)
    page.get_by_label("The desk may keep").check()
    page.get_by_role("button", name="Send it to the desk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert StoryIdea.objects.get().files.get().name == "plan.pdf"
