"""A column is written by keyboard alone, and out of what Word and Google Docs put on the
clipboard.
"""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from articles.models import Column, ColumnText
from articles.text import length, markup, removed_content
from tests.articles.hidden_cases import CASES, PRINTED
from tests.articles.nested_cases import BOXES, FIGURES, LINES
from tests.articles.pasted import GOOGLE, GOOGLE_CLEAN, WORD, WORD_CLEAN, long_word
from tests.articles.text.test_paste import flat
from tests.articles.text.test_tables import PROGRAMS, TABLES
from tests.cast import MakeColumn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[str], str]
PASTE = """(area, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  clipboardData.setData("text/plain", "plain")
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""
FOREIGN = [
    (
        "<p>a<img src='https://example.org/a.png'><svg></svg><img src='https://example.org/p.gif'"
        " width=1 height=1></p>"
    ),
    (
        "<p>a</p><iframe src='https://example.org/'></iframe><video src=x>No</video><embed"
        " src=x><form><input></form>"
    ),
    "<p>a <del>b</del></p><img src='https://example.org/a.png'><iframe></iframe>",
    "<p>a</p>",
]
MEGABYTE = 1_000_000
WRITTEN = """<h2>Head</h2>
<p><strong>bold</strong> and <em>slanted</em> <a href="https://example.org">linked</a> on</p>
<ul><li><p>bullet</p></li></ul>
<ol><li><p>number</p></li></ol>
<blockquote><p>quoted</p></blockquote>
<aside class="pullquote"><p>pulled out</p></aside>
<hr class="teaser-break">
<hr>
<p>l’eau est-elle à 3,5 °C? 港は約束</p>"""


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(state=Column.State.DRAFT, published_at=None, body="<p>Begun.</p>")


@pytest.fixture
def area(page: Page, site: Visit, enter_the_desk: Callable[[str], User], column: Column) -> Locator:
    """The empty text of a column, ready to be written into."""
    enter_the_desk("editor")
    site(f"/admin/articles/column/{column.pk}/change/")
    result = page.locator(".prose-editor > .ProseMirror")
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    result.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    return result


def write(page: Page, *given: str) -> None:
    """Keys have a plus sign or are Enter and the like; everything else is typed."""
    for each in given:
        if "+" in each or each in {"Enter", "Tab", "Escape", "ArrowRight", "End"}:
            page.keyboard.press(each)
        else:
            page.keyboard.type(each)


@pytest.mark.promise("A whole column can be written with the keyboard alone", section="writing")
@pytest.mark.promise("Server and editor count words and reading minutes alike", section="writing")
def test_a_column_by_keyboard_alone(
    page: Page, area: Locator, column: Column, axe: Callable[[Page], None]
) -> None:
    write(page, "Control+Alt+2", "Head", "Enter", "Control+b", "bold", "Control+b", " and ")
    write(page, "Control+i", "slanted", "Control+i", " ", "Control+k")
    expect(page.get_by_role("dialog", name="Make a link")).to_be_visible()
    write(page, "linked", "Tab", "no address", "Enter")
    expect(page.get_by_role("alert").filter(has_text="This is no address.")).to_be_visible()
    write(page, "Control+A", "example.org", "Enter", " on", "Enter")
    write(
        page,
        "Control+Shift+8",
        "bullet",
        "Enter",
        "Enter",
        "Control+Shift+7",
        "number",
        "Enter",
        "Enter",
    )
    write(
        page,
        "Control+Shift+b",
        "quoted",
        "Enter",
        "Enter",
        "Control+Shift+9",
        "pulled out",
        "Enter",
        "Enter",
    )
    write(
        page,
        "Control+Shift+Enter",
        "Control+Shift+l",
        "l’eau est-elle à 3,5 °C? 港は約束",
        "Control+b",
        "Control+z",
    )
    write(page, "Control+Shift+z")
    bold = page.get_by_role("button", name="Bold", exact=True)
    expect(bold).to_have_attribute("aria-keyshortcuts", "Control+B")
    write(page, "Alt+F10")
    expect(page.get_by_role("button", name="Heading", exact=True)).to_be_focused()
    write(page, "ArrowRight", "ArrowRight")
    expect(bold).to_be_focused()
    write(page, "End")
    expect(page.get_by_role("button", name="Redo")).to_be_focused()
    write(page, "ArrowRight", "Escape")
    expect(area).to_be_focused()
    page.get_by_text("Keyboard shortcuts").click()
    axe(page)
    message = length.length_sentence(length.words_in(WRITTEN))
    assert message == "19 words, about 1 minute to read."
    expect(page.locator(".text-length")).to_have_text(message)
    area.click()
    write(page, "Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert ColumnText.objects.get(column=column).body == WRITTEN
    expect(page.locator(".text-length")).to_have_text(message)


@pytest.mark.promise("Pasted or posted HTML of Word and Google Docs is converted", section="text")
def test_what_word_and_google_write_arrives_as_ours(page: Page, area: Locator) -> None:
    body = page.locator("textarea[name=body]")
    for source, clean in ((WORD, WORD_CLEAN), (GOOGLE, GOOGLE_CLEAN)):
        area.evaluate(PASTE, source)
        assert flat(body.input_value().replace(' data-type="decimal"', "")) == flat(clean)
        write(page, "Control+A", "Control+x")


def test_nothing_hidden_comes_with_a_paste(page: Page, area: Locator) -> None:
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    body = page.locator("textarea[name=body]")
    for source, printed in CASES + PRINTED:
        area.evaluate(PASTE, source)
        assert flat(markup.clean(body.input_value())) == flat(markup.clean(printed)), source
        write(page, "Control+A", "Control+x")
    assert complaints == []


def test_pasted_figures_boxes_and_lines_are_stored_as_ours(page: Page, area: Locator) -> None:
    body = page.locator("textarea[name=body]")
    wrong = []
    for written in [*(each[0] for each in FIGURES), *(each[0] for each in BOXES + LINES)]:
        pasted = []
        for html in (written, markup.clean(written)):
            area.evaluate(PASTE, html)
            pasted.append(flat(markup.clean(body.input_value())))
            write(page, "Control+A", "Control+x")
        if pasted[0] != pasted[1]:
            wrong.append((written, *pasted))
    assert wrong == []


def test_a_pasted_table_stays_one(page: Page, area: Locator) -> None:
    body = page.locator("textarea[name=body]")
    for source in (*PROGRAMS, *TABLES):
        area.evaluate(PASTE, source)
        assert markup.clean(body.input_value()).replace("\n", "") == markup.clean(source).replace(
            "\n", ""
        ), source
        write(page, "Control+A", "Control+x")


@pytest.mark.promise(
    "Tables, superscript and subscript are preserved, and elements removed from a paste are listed",
    section="text",
)
def test_what_a_paste_leaves_out_is_said(page: Page, area: Locator) -> None:
    message = page.locator(".editor-status")
    expect(message).to_have_attribute("role", "status")
    for source in [source for source, _ in CASES + PRINTED] + FOREIGN:
        result = removed_content.RemovedContent()
        markup.clean(source, result)
        area.evaluate(PASTE, source)
        expect(message).to_have_text(removed_content.sentence(result))
        write(page, "Control+A", "Control+x")


@pytest.mark.promise("A player pasted as HTML becomes the video", section="text")
def test_a_player_pasted_as_html_becomes_the_video(page: Page, area: Locator) -> None:
    frame = (
        '<p>a</p><p><iframe width="560" src="{}" title="t" allowfullscreen></iframe></p><p>b</p>'
    )
    body = page.locator("textarea[name=body]")
    for source in (
        "https://www.youtube.com/embed/dQw4w9WgXcQ?si=x",
        "//player.vimeo.com/video/76979871",
    ):
        area.evaluate(PASTE, frame.format(source))
        assert markup.clean(body.input_value()) == markup.clean(frame.format(source))
        expect(area.locator("figure.embed")).to_be_visible()
        expect(page.locator(".editor-status")).to_be_empty()
        write(page, "Control+A", "Control+x")


def test_a_table_by_keyboard(
    page: Page, area: Locator, column: Column, axe: Callable[[Page], None]
) -> None:
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.get_by_role("dialog", name="Insert a table")).to_be_visible()
    write(page, "0", "Enter")
    expect(page.get_by_role("alert").filter(has_text="From 1 to 24 columns.")).to_be_visible()
    write(page, "Control+A", "2", "Tab", "2", "Tab", "Turnout", "Enter")
    write(
        page,
        "Year",
        "Tab",
        "Share",
        "Tab",
        "2024",
        "Tab",
        "10",
        "Control+.",
        "6",
        "Control+.",
        "Tab",
        "2026",
    )
    axe(page)
    expect(page.locator(".text-length")).to_have_text("6 words, about 1 minute to read.")
    expect(page.get_by_role("button", name="Delete row")).to_be_visible()
    page.get_by_role("button", name="Caption of the table").click()
    write(page, "Control+A", "Votes", "Enter")
    page.get_by_role("button", name="Column after").click()
    area.locator("th").nth(1).click()
    page.get_by_role("button", name="Delete column").click()
    area.locator("td").last.click()
    write(page, "-")
    area.click(position={"x": 5, "y": 5})
    write(page, "Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert (
        ColumnText.objects.get(column=column).body == "<table><caption>Votes</caption>"
        '<thead><tr><th scope="col">Year</th><th scope="col">Share</th></tr></thead>'
        "<tbody><tr><td>2024</td><td>10<sup>6</sup></td></tr><tr><td>2026</td><td>-</td></tr></tbody></table>"
    )
    expect(area.locator("caption")).to_have_text("Votes")


def test_nothing_tears_a_table_apart(page: Page, area: Locator) -> None:
    body = page.locator("textarea[name=body]")
    rows = (
        "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>{}</td><td>d</td></tr></tbody></table>"
    )
    for button, below in (
        ("Rule", "<hr>"),
        ("Teaser ends here: what stands", '<hr class="teaser-break">'),
    ):
        area.evaluate(PASTE, rows.format("c") + "<p>after</p>")
        area.locator("td").first.click()
        page.get_by_role("button", name=button).click()
        assert (
            markup.clean(body.input_value()).replace("\n", "")
            == f"{rows.format('c')}{below}<p>after</p>"
        )
        write(page, "Control+A", "Control+x")
    area.evaluate(PASTE, rows.format("c") + "<p>after</p>")
    area.locator("td").nth(2).click()
    expect(page.get_by_role("button", name="Delete row")).to_be_visible()
    write(page, "End", "Enter", "---", "Enter")
    area.evaluate(PASTE, "<h2>one</h2><ul><li>two</li></ul><hr>")
    assert (
        markup.clean(body.input_value()).replace("\n", "")
        == rows.format("c<br>---<br>one<br>two") + "<p>after</p>"
    )


def test_a_number_begins_a_numbered_list(page: Page, area: Locator) -> None:
    write(page, "1. one", "Enter", "two", "Enter", "Enter", "1984. A year", "Enter", "3) three")
    body = page.locator("textarea[name=body]")
    assert (
        flat(markup.clean(body.input_value()))
        == "<ol><li><p>one</p></li><li><p>two</p></li></ol><p>1984. A year</p><ol"
        ' start="3"><li><p>three</p></li></ol>'
    )


@pytest.mark.promise("A megabyte pasted from Word is handled quickly", section="text")
def test_a_megabyte_of_word_stays_usable(page: Page, area: Locator) -> None:
    began = time.monotonic()
    area.evaluate(PASTE, long_word(MEGABYTE))
    write(page, "And on.")
    expect(page.locator(".text-length")).to_contain_text("minutes to read.", timeout=10_000)
    assert time.monotonic() - began < 15
    text = page.locator("textarea[name=body]").input_value()
    assert text.endswith("And on.</p>")
    assert "mso" not in text.lower()
