"""Tests of photos in the admin: limits, error messages, crops around the focal point."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from articles.models import Photo
from articles.photos import library, renditions
from articles.photos.renditions import MOST_BYTES
from tests.cast import MakeColumn, Person

ADD, CHANGE = "admin:articles_photo_add", "admin:articles_photo_change"
WORDS = {
    "alt": "A harbour at low tide",
    "caption": "",
    "credit": "N. Ames",
    "focal_x": "0.5",
    "focal_y": "0.5",
}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(width: int = 900, height: int = 600) -> SimpleUploadedFile:
    """Return a picture with a dark left and a light right half, so that a crop shows where it was
    cut.
    """
    image = Image.new("RGB", (width, height), "#f0f0f0")
    image.paste("#101010", (0, 0, width // 2, height))
    buffer = BytesIO()
    image.save(buffer, "JPEG")
    return SimpleUploadedFile("harbour.jpg", buffer.getvalue(), "image/jpeg")


def add(person: Person, upload: SimpleUploadedFile, **words: str) -> str:
    return person.client.post(
        reverse(ADD), {**WORDS, **words, "picture": upload}, follow=True
    ).content.decode()


def brightness(photo: Photo, crop: str) -> int:
    path = Path(settings.MEDIA_ROOT) / "public" / photo.files(crop, "jpeg")[-1]["path"]
    with Image.open(path) as image:
        return int(image.convert("L").resize((1, 1)).getpixel((0, 0)))  # type: ignore[arg-type]  # one channel, one number


def test_an_upload_becomes_renditions_and_a_private_original(columnist: Person) -> None:
    assert "was added successfully" in add(columnist, picture())
    photo = Photo.objects.get()
    assert {each["crop"] for each in photo.renditions} == {"wide", "card", "square"}
    assert (photo.width, photo.height, photo.credit) == (900, 600, "N. Ames")
    assert (Path(settings.MEDIA_ROOT) / "private" / str(photo.original.name)).exists()


@pytest.mark.parametrize(
    "content", [b"no picture at all", b"<svg onload='x()'></svg>", b"\xff\xd8\xff\xe0 cut"]
)
def test_what_is_no_picture_is_refused_in_a_sentence(editor: Person, content: bytes) -> None:
    page = add(
        editor, SimpleUploadedFile("x.jpg", content, "image/jpeg"), credit="Kept while I look again"
    )
    assert '<ul class="errorlist" id="id_picture_error">' in page
    assert "Kept while I look again" in page
    assert not Photo.objects.exists()


def test_a_file_too_large_is_refused(editor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "MOST_BYTES", 100)
    assert renditions.TOO_HEAVY in add(editor, picture())
    assert not Photo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_moved_focal_point_cuts_anew_and_leaves_what_texts_name(editor: Person) -> None:
    add(editor, picture())
    photo = Photo.objects.get()
    whole = photo.files("wide", "jpeg")
    address = reverse("admin:articles_photo_change", args=[photo.pk])
    assert editor.client.post(address, {**WORDS, "focal_x": "0"}).status_code == 302
    photo.refresh_from_db()
    assert brightness(photo, "square") < 130
    assert photo.files("wide", "jpeg") == whole
    assert all(
        (Path(settings.MEDIA_ROOT) / "public" / each["path"]).exists() for each in photo.renditions
    )
    files = [path for path in (Path(settings.MEDIA_ROOT) / "public").rglob("*") if path.is_file()]
    assert len(files) == len(photo.renditions)


@pytest.mark.django_db(transaction=True)
def test_a_photo_in_a_text_stays_and_another_goes_with_its_files(
    editor: Person, make_column: MakeColumn
) -> None:
    add(editor, picture())
    photo = Photo.objects.get()
    figure = (
        f'<figure><img src="{photo.url("wide", width=900)}" alt=""'
        f' data-photo="{photo.pk}"></figure>'
    )
    column = make_column(
        body=f"<p>One two three four five six.</p>{figure}<p>Seven eight nine ten eleven.</p>"
    )
    delete = reverse("admin:articles_photo_delete", args=[photo.pk])
    refused = editor.client.post(delete, {"post": "yes"}).content.decode()
    assert "This photo cannot be deleted, because it is in use" in refused
    assert column.headline in refused
    assert Photo.objects.exists()
    column.delete()
    assert editor.client.post(delete, {"post": "yes"}).status_code == 302
    assert not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


def test_the_picker_takes_any_character(editor: Person) -> None:
    answer = editor.client.get(
        reverse("admin:articles_photo_choose"), {"q": "harbour\0tide"}, follow=True
    )
    assert answer.json() == {"photos": [], "more": False, "mayAdd": True, "mostBytes": MOST_BYTES}


def test_the_picker_offers_what_the_words_are_about(editor: Person) -> None:
    add(editor, picture())
    add(editor, picture(800, 500), alt="A field in May")
    answer = editor.client.get(reverse("admin:articles_photo_choose"), {"q": "harbour tide"}).json()
    assert [each["alt"] for each in answer["photos"]] == ["A harbour at low tide"]
    offered = answer["photos"][0]
    with Image.open(
        Path(settings.MEDIA_ROOT) / "public" / offered["src"].removeprefix("/media/")
    ) as image:
        assert image.size == (offered["width"], offered["height"])


@pytest.mark.promise("No transaction waits for a photo to be processed", section="photos")
@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_a_picture(
    columnist: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rendering takes seconds, during which other processes would wait for SQLite's write lock."""
    inside: list[bool] = []
    for name in ("load", "sizes", "frame"):
        work = getattr(renditions, name)

        def watched(*args: Any, work: Any = work) -> Any:
            inside.append(connection.in_atomic_block)
            return work(*args)

        monkeypatch.setattr(renditions, name, watched)
    assert "was added successfully" in add(columnist, picture())
    photo = Photo.objects.get()
    columnist.client.post(
        reverse(CHANGE, args=[photo.pk]), {**WORDS, "focal_x": "0.1", "focal_y": "0.5"}
    )
    photo.refresh_from_db()
    assert photo.focal_x == 0.1
    library.get_or_create(BytesIO(picture(300, 200).read()), library.PhotoTexts(alt="Lake"))
    library.add_avif(photo)
    assert len(inside) > 20
    assert not any(inside)
