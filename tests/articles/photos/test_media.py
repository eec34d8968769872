"""Tests of /media/: renditions are cached permanently, originals are never served."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from articles.models import Photo
from articles.photos import library
from articles.photos.library import PhotoTexts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def photo() -> Photo:
    buffer = BytesIO()
    Image.effect_noise((900, 600), 60).save(buffer, "JPEG")
    buffer.seek(0)
    return library.get_or_create(buffer, PhotoTexts())


@pytest.fixture
def address(photo: Photo) -> str:
    return f"/media/{photo.files('wide', 'webp')[0]['path']}"


@pytest.mark.promise(
    "Original photos have no URL; renditions may be cached for ever",
    section="photos",
)
def test_a_rendition_may_be_kept_for_good(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    with Image.open(BytesIO(answer.getvalue())) as served:
        assert served.size == (480, 320)


def test_pictures_are_not_compressed_a_second_time(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(answer.getvalue())


def test_what_a_browser_has_is_not_sent_again(client: Client, address: str) -> None:
    answer = client.get(address)
    answer.close()
    for ask in ({"If-Modified-Since": answer["Last-Modified"]}, {"If-None-Match": answer["ETag"]}):
        again = client.get(address, headers=ask)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == answer["ETag"]


def test_head_and_other_methods(client: Client, address: str) -> None:
    head = client.head(address)
    assert (head.status_code, head.content if not head.streaming else head.getvalue()) == (200, b"")
    assert int(head["Content-Length"]) > 1000
    assert client.post(address).status_code == 405


@pytest.mark.promise(
    "A replaced photo is replaced everywhere, and its old URLs redirect to the new one",
    section="photos",
)
def test_an_address_that_was_replaced_leads_on(client: Client, photo: Photo) -> None:
    """Cached pages, feeds and e-mails contain former paths, which redirect to the replacements."""
    former = {crop: photo.files(crop, "webp")[-1] for crop in ("wide", "square")}
    buffer = BytesIO()
    Image.new("RGB", (700, 700), "gold").save(buffer, "JPEG")
    library.replace(photo, buffer.getvalue())
    library.delete_files(former.values())
    for crop, file in former.items():
        answer = client.get(f"/media/{file['path']}")
        assert answer.status_code == 302
        assert answer["Location"] == photo.url(crop, width=file["width"], file_format="webp")
        assert answer["Cache-Control"] == "public, max-age=60"
        assert client.get(answer["Location"]).status_code == 200
    Photo.objects.all().delete()
    assert client.get(f"/media/{former['wide']['path']}").status_code == 404


@pytest.mark.promise(
    "Original photos have no URL; renditions may be cached for ever",
    section="photos",
)
@pytest.mark.parametrize(
    "climb",
    ["../private/{}", "..%2fprivate/{}", "%2e%2e/private/{}", "private/{}", "photos/{}", "{}"],
)
def test_originals_have_no_address(client: Client, photo: Photo, climb: str) -> None:
    assert client.get(f"/media/{climb.format(photo.original.name)}").status_code == 404
    assert (
        client.get(f"/media/{climb.format(Path(str(photo.original.name)).name)}").status_code == 404
    )


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "",
        "x\x00.webp",
        "x.webp",
        f"{'x' * 300}.webp",
        ".hidden.webp",
        "a/b.webp",
        "//etc/passwd",
        "ümlaut.jpeg",
    ],
)
def test_what_is_not_there(client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_only_pictures_are_served(client: Client, photo: Photo) -> None:
    folder = Path(settings.MEDIA_ROOT) / "public"
    for name in ("page.html", "picture.svg", ".secret"):
        (folder / name).write_text("<script>")
        assert client.get(f"/media/{name}").status_code == 404
        (folder / name).unlink()


def test_the_folder_has_no_list(client: Client, photo: Photo) -> None:
    assert client.get("/media/").status_code == 404
