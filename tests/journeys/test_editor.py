"""An editor writes a column at the desk, and it is on the front page; a typo is corrected."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from articles.models import Columnist, Revision
from tests.cast import PASSWORD, MakeReader

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise("An editor writes a column and it is live", section="desk"),
]
Visit = Callable[[str], str]
Check = Callable[[Page], None]


@pytest.fixture
def at_the_desk(page: Page, site: Visit, make_reader: MakeReader) -> None:
    user = make_reader("edith", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    Columnist.objects.create(name="Ada Brook", slug="ada-brook")
    site("/admin/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


def test_from_a_blank_page_to_the_front_page(page: Page, site: Visit, at_the_desk: None) -> None:
    page.get_by_role("link", name="New column").first.click()
    page.get_by_label("Headline").fill("A harbour is a promise")
    page.get_by_label("Standfirst").fill("And promises need dredging.")
    editor = page.locator(".ProseMirror")
    editor.click()
    for number in range(6):
        page.keyboard.type(f"Paragraf {number} argues about the harbour at some length.")
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    site("/")
    page.get_by_role("link", name="A harbour is a promise").first.click()
    expect(page.get_by_role("main")).to_contain_text("Paragraf 0")

    site("/admin/articles/column/")
    page.get_by_role("link", name="A harbour is a promise").click()
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Paragraph by paragraph, the harbour is argued for. It is set right now.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Revision.objects.count() == 2
    site("/columns/a-harbour-is-a-promise/")
    expect(page.get_by_role("main")).to_contain_text("Paragraph by paragraph")


def test_the_text_goes_on_below_the_mark_where_the_teaser_ends(
    page: Page, at_the_desk: None
) -> None:
    page.get_by_role("link", name="New column").first.click()
    editor = page.locator(".ProseMirror")
    editor.click()
    page.keyboard.type("Free to read.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Teaser ends here").click()
    page.keyboard.type("For subscribers.")
    expect(editor.locator("hr.teaser-break")).to_have_count(1)
    expect(editor.locator("p:has-text('Free to read.') ~ hr.teaser-break + p")).to_have_text(
        "For subscribers."
    )


@pytest.mark.promise(
    "State and buttons stay visible, on a phone too, and leave room for the text",
    section="writing",
)
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_state_and_buttons_stay_in_sight_and_leave_room_for_the_text(
    page: Page, at_the_desk: None, axe: Check, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.get_by_role("link", name="New column").first.click()
    expect(page.get_by_text("A new column: nothing is saved yet.")).to_be_in_viewport()
    expect(page.locator("#bylines-group")).to_be_visible()
    axe(page)
    page.locator("#id_filed_under").scroll_into_view_if_needed()
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_in_viewport()
    expect(page.get_by_role("button", name="Send to the desk")).to_be_visible()
    row = page.locator(".column-buttons").bounding_box()
    assert row is not None
    assert row["height"] < height / 8
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_cuts_the_focus_ring_of_the_headline(
    page: Page, at_the_desk: None, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("link", name="New column").first.click()
    headline = page.get_by_label("Headline")
    headline.focus()
    cutting = """(field) => {
      const ring = field.getBoundingClientRect().left - 4
      const around = []
      for (let each = field.parentElement; each; each = each.parentElement) around.push(each)
      return around.filter((each) => getComputedStyle(each).overflow !== "visible")
        .filter((each) => each !== document.documentElement && each.getBoundingClientRect().left > ring).length
    }"""
    assert headline.evaluate(cutting) == 0
