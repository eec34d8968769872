"""An editor drops photos into the library, sets what stays in sight, and puts pictures into a
column in place.
"""

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, JSHandle, Page, expect

from accounts.models import User
from articles.models import Column, Photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.promise(
        "Each uploaded file is accepted or refused with its own message, with and without"
        " JavaScript",
        section="photos",
    ),
    pytest.mark.promise(
        "Photo pages in a browser: drop, progress bar, focal point by mouse and keys, "
        "replacement, insertion into a text",
        section="photos",
    ),
]
Visit = Callable[[str], str]
DROPPED = """files => {
  const carried = new DataTransfer()
  for (const { name, type, data } of files) {
    carried.items.add(new File([Uint8Array.from(atob(data), each => each.charCodeAt(0))], name, { type }))
  }
  return carried
}"""
PASTED = """(area, [carried, html]) => {
  if (html) carried.setData("text/html", html)
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }))
}"""
SLOW = 250 * 1024  # bytes a second


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(name: str, colour: str = "", size: tuple[int, int] = (600, 400)) -> FilePayload:
    """Of one colour, or noise, which fills a file."""
    buffer = BytesIO()
    (Image.new("RGB", size, colour) if colour else Image.effect_noise(size, 90)).save(
        buffer, "JPEG"
    )
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def carrying(page: Page, *files: FilePayload) -> JSHandle:
    carried = [
        {
            "name": each["name"],
            "type": each["mimeType"],
            "data": base64.b64encode(each["buffer"]).decode(),
        }
        for each in files
    ]
    return page.evaluate_handle(DROPPED, carried)


def paste(page: Page, file: FilePayload, html: str = "") -> None:
    page.locator(".ProseMirror").evaluate(PASTED, [carrying(page, file), html])


def drop(page: Page, location: str, *files: FilePayload) -> None:
    handle = carrying(page, *files)
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event(location, event, {"dataTransfer": handle})


def network(page: Page, *, upload: int) -> None:
    session = page.context.new_cdp_session(page)
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
    session.send("Network.emulateNetworkConditions", limits)


def test_from_a_dropped_file_to_a_page(
    page: Page, site: Visit, enter_the_desk: Callable[[str], User], axe: Callable[[Page], None]
) -> None:
    enter_the_desk("editor")
    site("/admin/articles/photo/")
    axe(page)

    # Three files, one of them a text, over a slow line.
    network(page, upload=SLOW)
    text: FilePayload = {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"plain words"}
    drop(page, "body", picture("noise.jpg", size=(1200, 900)), text, picture("harbour.jpg", "teal"))
    bar = page.get_by_role("progressbar", name="Upload of noise.jpg")
    expect(bar).to_be_visible()
    expect(page.locator(".upload", has_text="noise.jpg")).to_contain_text("% of")
    refused = page.locator(".upload.refused")
    expect(refused).to_contain_text(
        "This is not a picture that we can read. Send a JPEG, PNG or WebP file."
    )
    expect(page.locator(".photo-card")).to_have_count(2, timeout=20_000)
    network(page, upload=-1)
    expect(bar).to_have_count(0)
    axe(page)

    # What must stay in sight: by click and by keys. The plain fields follow.
    page.get_by_role("link", name="harbour.jpg").click()
    target = page.locator(".focal-target")
    expect(target).to_be_visible()
    axe(page)
    box = target.bounding_box()
    assert box is not None
    target.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(page.locator("#id_focal_x")).to_have_value("0.25")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#focal-status")).to_have_text("27% from the left, 65% from the top")
    page.get_by_label("Alternative text").fill("A harbour at low tide")
    page.get_by_label("Credit").fill("N. Ames")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    harbour = Photo.objects.get(file_name="harbour.jpg")
    assert (round(harbour.focal_x, 2), round(harbour.focal_y, 2)) == (0.27, 0.65)

    # Another picture in its place.
    page.locator("#photo-grid").get_by_role("link", name="A harbour at low tide").click()
    page.get_by_role("link", name="Replace the picture").click()
    expect(page.get_by_label("The new picture")).to_be_visible()
    axe(page)
    page.get_by_label("The new picture").set_input_files(picture("gold.jpg", "gold"))
    page.get_by_role("button", name="Replace the picture").click()
    expect(page.locator(".messagelist .success")).to_contain_text(
        "The new picture is now used everywhere"
    )
    former = harbour.url("wide", width=600)
    assert page.request.get(page.url.split("/admin/")[0] + former).url.endswith(
        Photo.objects.get(pk=harbour.pk).url("wide", width=600)
    )


def test_pictures_are_put_into_a_column_in_place(
    page: Page, site: Visit, enter_the_desk: Callable[[str], User], axe: Callable[[Page], None]
) -> None:
    enter_the_desk("editor")
    site("/admin/articles/column/add/")
    page.get_by_label("Headline").fill("A harbour is a promise")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Words before the picture.")
    page.keyboard.press("Enter")

    # A figure of the text, from an upload in the dialog.
    page.get_by_role("button", name="Photo with caption and credit").click()
    dialog = page.get_by_role("dialog", name="Choose a photo")
    expect(dialog.get_by_role("status")).to_have_text("No photo fits. Try other words, or add one.")
    axe(page)
    dialog.get_by_label("Add photos, or drop them here").set_input_files(
        picture("pier.jpg", "gold")
    )
    put = dialog.get_by_role("button", name="Put in the photo")
    expect(put).to_be_enabled()
    expect(dialog).to_contain_text("the column cannot be published")
    dialog.get_by_role("textbox", name="Alternative text").fill("A pier")
    dialog.get_by_role("textbox", name="Credit").fill("N. Ames")
    expect(dialog).not_to_contain_text("the column cannot be published")
    axe(page)
    put.click()
    expect(page.locator(".ProseMirror figure img")).to_have_attribute("alt", "A pier")
    expect(page.locator(".ProseMirror figcaption .credit")).to_have_text("N. Ames")
    pier = Photo.objects.get(file_name="pier.jpg")
    assert (pier.alt, pier.credit) == ("A pier", "N. Ames"), "the library keeps what was said"

    # The lead photo, dropped on the same dialog.
    page.get_by_role("button", name="Choose or add a photo").click()
    drop(page, "dialog", picture("lead.jpg", "teal"))
    expect(dialog.get_by_role("radio")).to_have_count(2)
    dialog.get_by_role("textbox", name="Alternative text").fill("A lighthouse")
    dialog.get_by_role("textbox", name="Credit").fill("O. Brook")
    dialog.get_by_role("button", name="Take this photo").click()
    expect(page.locator("img.desk-photo")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    column = Column.objects.get()
    assert column.lead_photo is not None
    assert (column.lead_photo.alt, column.lead_photo.credit) == ("A lighthouse", "O. Brook")
    site("/columns/a-harbour-is-a-promise/")
    expect(page.locator("figure img[alt='A pier']")).to_be_visible()


@pytest.mark.promise("A photo dropped or pasted into a text is uploaded", section="photos")
def test_a_photo_dropped_or_pasted_into_the_text_is_uploaded(
    page: Page, site: Visit, enter_the_desk: Callable[[str], User], axe: Callable[[Page], None]
) -> None:
    enter_the_desk("editor")
    site("/admin/articles/column/add/")
    area = page.locator(".prose-editor > .ProseMirror")
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    area.click()
    page.keyboard.type("Before the harbour.")
    dialog = page.get_by_role("dialog", name="Choose a photo")

    drop(page, ".ProseMirror p", picture("harbour.jpg", "teal"))
    expect(dialog.get_by_role("radio", name="harbour.jpg")).to_be_checked(timeout=20_000)
    axe(page)
    dialog.get_by_role("textbox", name="Alternative text").fill("A harbour")
    dialog.get_by_role("textbox", name="Credit").fill("Ada Brook")
    dialog.get_by_role("button", name="Put in the photo").click()
    expect(area.locator("figure img")).to_have_attribute("alt", "A harbour")

    # A screenshot: a file without a word. Words that come with a picture of themselves stay words.
    paste(page, picture("image.png", "navy"))
    expect(dialog.get_by_role("radio", name="image.png")).to_be_checked(timeout=20_000)
    dialog.get_by_role("button", name="Cancel").click()
    paste(page, picture("image.png", "navy"), html="<p>Copied words</p>")
    expect(area).to_contain_text("Copied words")
    expect(dialog).to_have_count(0)

    drop(
        page,
        ".ProseMirror p >> nth=0",
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"},
    )
    expect(page.locator(".editor-status")).to_have_text("Only photos can be put into a text.")
    expect(dialog).to_have_count(0)
    assert Photo.objects.count() == 2
