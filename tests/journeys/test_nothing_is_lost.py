"""An editor's work survives a closed tab, an ended session and a desk that does not answer."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from articles.models import Autosave, Column
from tests.cast import MakeColumn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Input is autosaved while writing, says so, and does not change the column",
        section="writing",
    ),
    pytest.mark.promise(
        "A closed tab, an ended session, an unreachable desk or a refused save loses no text",
        section="writing",
    ),
]
Visit = Callable[[str], str]
Enter = Callable[[str], User]
Check = Callable[[Page], None]
KEPT = "[data-autosave-status]"


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(headline="Before", state=Column.State.DRAFT, published_at=None)


@pytest.fixture
def form(page: Page, site: Visit, enter_the_desk: Enter, column: Column) -> Page:
    enter_the_desk("editor")
    site(f"/admin/articles/column/{column.pk}/change/")
    expect(page.locator(".prose-editor > .ProseMirror")).to_be_visible()
    page.wait_for_timeout(700)  # until the editor has written its text for the first time
    return page


def type_at_the_start(page: Page, words: str) -> None:
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("Home")
    page.keyboard.type(words)


def test_a_closed_tab(form: Page, site: Visit, column: Column, axe: Check) -> None:
    type_at_the_start(form, "Not lost. ")
    expect(form.locator(KEPT)).to_contain_text("Autosaved at")
    axe(form)
    site(f"/admin/articles/column/{column.pk}/change/")
    expect(form.get_by_text("You have unsaved changes from")).to_be_visible()
    axe(form)
    form.get_by_role("link", name="Restore").click()
    expect(form.locator(".ProseMirror p").first).to_contain_text("Not lost.")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.locator(".messagelist .success")).to_be_visible()
    assert not Autosave.objects.exists()
    column.refresh_from_db()
    assert "Not lost." in column.text.body


def test_an_ended_session(form: Page, site: Visit, column: Column, enter_the_desk: Enter) -> None:
    Session.objects.all().delete()
    type_at_the_start(form, "Typed without a session. ")
    expect(form.get_by_text("You have been signed out.")).to_be_visible()
    form.get_by_role("button", name="Save", exact=True).click()
    form.wait_for_url("**/login/**")
    enter_the_desk("editor")
    site(f"/admin/articles/column/{column.pk}/change/")
    form.get_by_role("link", name="Restore").click()
    expect(form.locator(".ProseMirror p").first).to_contain_text("Typed without a session.")


def test_a_desk_that_does_not_answer(form: Page) -> None:
    def broken(route: Route) -> None:
        route.fulfill(status=500)

    form.route("**/column/keep/**", broken)
    type_at_the_start(form, "Typed on a train. ")
    expect(form.get_by_text("The desk does not answer.")).to_be_visible()
    form.unroute("**/column/keep/**", broken)
    form.keyboard.type("Out of the tunnel. ")
    expect(form.locator(KEPT)).to_contain_text("Autosaved at")
    expect(form.get_by_text("The desk does not answer.")).to_be_hidden()
    assert "Out of the tunnel" in Autosave.objects.get().form_data["body"][0]


@pytest.mark.promise(
    "A draft is previewed as any kind of reader, at both widths, saved or unsaved; nothing is"
    " counted or cached",
    section="preview",
)
def test_what_is_typed_is_previewed(form: Page, axe: Check) -> None:
    type_at_the_start(form, "Seen before it is saved. ")
    with form.context.expect_page() as opened:
        form.get_by_role("link", name="Preview").click()
    preview = opened.value
    expect(preview.frame_locator("iframe").get_by_text("Seen before it is saved.")).to_be_visible()
    axe(preview)
    preview.get_by_role("link", name="A stranger at the wall").click()
    wall = preview.frame_locator("iframe").get_by_role(
        "region", name="There is more to this argument"
    )
    expect(wall).to_be_visible()
    preview.get_by_role("link", name="A search engine").click()
    expect(preview.get_by_text("Declared, and the page marks the hidden part")).to_be_visible()
    axe(preview)


@pytest.mark.promise("Previewing an empty form leaves no unsaved work", section="writing")
def test_a_preview_of_nothing_typed_leaves_no_unsaved_work(
    form: Page, site: Visit, column: Column
) -> None:
    with form.context.expect_page() as opened:
        form.get_by_role("link", name="Preview").click()
    expect(opened.value.locator("iframe")).to_be_visible()
    assert not Autosave.objects.exists()
    site(f"/admin/articles/column/{column.pk}/change/")
    expect(form.get_by_text("unsaved changes")).to_have_count(0)


@pytest.mark.promise(
    "Discarded unsaved work stays discarded, and a refused action alone is not unsaved work",
    section="writing",
)
def test_what_is_thrown_away_stays_away(form: Page, site: Visit, column: Column) -> None:
    change = f"/admin/articles/column/{column.pk}/change/"
    type_at_the_start(form, "Not wanted. ")
    expect(form.locator(KEPT)).to_contain_text("Autosaved at")
    site(change)
    form.wait_for_timeout(700)  # as above
    form.get_by_role("link", name="Discard").click()
    form.get_by_role("button", name="Discard them").click()
    expect(form.get_by_text("You have unsaved changes from")).to_have_count(0)
    form.wait_for_timeout(700)  # until what this browser kept would have gone to the desk
    assert not Autosave.objects.exists()
    form.get_by_role("button", name="Schedule").click()  # refused: it has no date
    expect(form.locator(".errornote")).to_be_visible()
    site(change)
    form.wait_for_timeout(700)
    assert not Autosave.objects.exists()


@pytest.mark.promise(
    "A double click saves and corrects once; a form that was sent twice says so and keeps later"
    " input",
    section="writing",
)
def test_a_double_click_saves_once(form: Page, column: Column) -> None:
    type_at_the_start(form, "Once. ")
    form.get_by_role("button", name="Save", exact=True).dblclick()
    expect(form.locator(".messagelist .success")).to_be_visible()
    column.refresh_from_db()
    assert column.version == 2
