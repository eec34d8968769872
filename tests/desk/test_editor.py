"""The editor in a real browser: what a text holds survives it, and its own nodes can be written."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Column, ColumnText, Photo
from tests.cast import MakeColumn, MakeReader
from tests.desk.filling import change_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREA = ".prose-editor > .ProseMirror"
FIGURE = (
    '<figure><img src="/media/t/harbour.jpg" alt="A harbour" data-photo="1" width="1200"'
    ' height="750"><figcaption>At six <span class="credit">N. Ames</span></figcaption></figure>'
)
BODY = "\n".join(
    [
        "<p>One two three four five six seven eight.</p>",
        '<hr class="teaser-break">',
        '<aside class="pullquote"><p>A port is a promise.</p></aside>',
        FIGURE,
        FIGURE.replace("<figure>", '<figure class="wide">'),
        FIGURE.replace("<figure>", '<figure class="side">'),
        '<figure class="embed"><a href="https://vimeo.com/76979871">A film of it</a></figure>',
        (
            '<figure class="embed"><a'
            ' href="https://vimeo.com/76979871">https://vimeo.com/76979871</a></figure>'
        ),
        "<h2>A head</h2>",
        "<ul><li><p>one</p></li></ul>",
        "<blockquote><p>said</p></blockquote>",
        "<hr>",
        (
            "<p>More <strong>bold</strong> and <em>slanted</em>"
            ' <a href="https://example.org/">linked</a> words stand here.</p>'
        ),
    ]
)


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(body=BODY, state=Column.State.DRAFT, published_at=None)


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def form(
    page: Page,
    live_server: LiveServer,
    make_reader: MakeReader,
    column: Column,
    complaints: list[str],
) -> Page:
    """The column's form, opened by someone who may do everything, with its editor ready."""
    client = Client()
    client.force_login(make_reader("chief", is_staff=True, is_superuser=True))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + change_url(column))
    expect(page.locator(AREA)).to_be_visible()
    return page


def save(form: Page) -> None:
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.locator(".messagelist .success")).to_be_visible()


def saved(column: Column) -> str:
    return ColumnText.objects.get(column=column).body


def refused_by_the_policy(complaints: list[str]) -> list[str]:
    return [each for each in complaints if "Failed to load resource" not in each]


@pytest.mark.promise("Pull quote, figure and teaser break survive editing", section="desk")
def test_what_a_text_holds_survives_an_edit(
    form: Page, column: Column, complaints: list[str]
) -> None:
    form.locator(AREA).focus()  # a click's own caret could come after the key
    form.keyboard.press("Control+End")
    form.keyboard.type(" Typed.")
    save(form)
    assert saved(column) == BODY.replace("stand here.", "stand here. Typed.")
    assert refused_by_the_policy(complaints) == []


def test_the_teasers_end_is_moved_not_doubled(form: Page, column: Column) -> None:
    form.locator(f"{AREA} h2").click()
    form.get_by_role("button", name="Teaser ends here").click()
    text = form.locator("textarea[name=body]").input_value()
    assert text.count("teaser-break") == 1
    assert text.index("teaser-break") > text.index("A head")


def test_a_paragraph_becomes_a_pull_quote_and_back(form: Page) -> None:
    body = form.locator("textarea[name=body]")
    form.locator(f"{AREA} p", has_text="More bold").click()
    form.get_by_role("button", name="Pull quote").click()
    assert body.input_value().count('<aside class="pullquote">') == 2
    form.get_by_role("button", name="Pull quote").click()
    assert body.input_value().count('<aside class="pullquote">') == 1


def test_a_photo_is_picked_with_words_for_this_text(form: Page, column: Column) -> None:
    files = [
        {"crop": crop, "format": "jpeg", "width": 1200, "height": 750, "path": "t/x.jpg"}
        for crop in ("wide", "card")
    ]
    Photo.objects.bulk_create(
        [Photo(width=1200, height=750, alt="Low tide", credit="N. Ames", renditions=files)]
    )
    form.locator(f"{AREA} p", has_text="More bold").click()
    form.get_by_role("button", name="Photo with caption").click()
    dialog = form.get_by_role("dialog", name="Choose a photo")
    dialog.get_by_text("Low tide").click()
    dialog.get_by_label("Caption").fill("The harbour in May")
    dialog.get_by_role("button", name="Put in the photo").click()
    expect(dialog).to_be_hidden()
    save(form)
    assert (
        '<figcaption>The harbour in May <span class="credit">N. Ames</span></figcaption>'
        in saved(column)
    )


def test_the_area_has_a_name(form: Page) -> None:
    expect(form.get_by_role("textbox", name="Text", exact=True)).to_be_visible()
