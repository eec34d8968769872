"""Tests of pictures: limits with clear messages, removed metadata, crops around the focal point."""

import itertools
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from articles.models import CacheVersion, Photo
from articles.photos import library, renditions
from articles.photos.library import PhotoTexts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.promise(
        "Photos: size limits, decompression bombs, EXIF and focal point",
        section="photos",
    ),
]


def picture(
    size: tuple[int, int] = (900, 600), kind: str = "JPEG", mode: str = "RGB", **options: object
) -> BytesIO:
    buffer = BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else None).save(buffer, kind, **options)
    buffer.seek(0)
    return buffer


def moving(kind: str) -> bytes:
    buffer = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("teal", "gold")]
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def public_files() -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "public").glob("*") if path.is_file()]


@pytest.mark.promise(
    "Photos state their size and are offered as WebP and JPEG in several widths",
    section="photos",
)
def test_every_crop_in_both_formats_and_nothing_enlarged() -> None:
    photo = library.get_or_create(picture(), PhotoTexts(alt="Sea"))
    widths = {
        crop: [file["width"] for file in photo.files(crop, "webp")]
        for crop in ("wide", "card", "square")
    }
    assert widths == {"wide": [480, 800, 900], "card": [320, 640, 900], "square": [96, 192, 384]}
    assert [(file["width"], file["height"]) for file in photo.files("card", "jpeg")] == [
        (320, 213),
        (640, 427),
        (900, 600),
    ]
    assert (photo.width, photo.height) == (900, 600)


def test_a_tiny_picture_is_taken_as_it_is() -> None:
    photo = library.get_or_create(picture((40, 30)), PhotoTexts())
    assert {(f["crop"], f["width"]) for f in photo.renditions} == {
        ("wide", 40),
        ("card", 40),
        ("square", 30),
    }


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_formats_and_colours(kind: str, mode: str) -> None:
    assert library.get_or_create(picture((50, 50), kind, mode), PhotoTexts()).renditions


def test_exif_is_gone_and_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # EXIF orientation: rotated by 90 degrees
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}  # GPS position
    exif[0x9C9D] = "Owner's name".encode("utf-16-le")
    photo = library.get_or_create(
        picture((300, 200), exif=exif.tobytes(), comment=b"At home", xmp=b"<x>Home</x>"),
        PhotoTexts(),
    )
    assert (photo.width, photo.height) == (200, 300)
    library.add_avif(photo)
    for path in public_files():
        with Image.open(path) as rendition:
            assert not dict(rendition.getexif())
            assert not {"comment", "xmp", "exif", "icc_profile"} & set(rendition.info)


def test_the_focal_point_decides_what_a_crop_keeps(django_capture_on_commit_callbacks: Any) -> None:
    image = Image.new("RGB", (900, 300), "white")
    image.paste("black", (0, 0, 300, 300))
    buffer = BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    photo = library.get_or_create(buffer, PhotoTexts())
    photo.focal_x = 0.0
    photo.save()
    whole, cut = (
        photo.files("wide", "jpeg"),
        photo.files("square", "jpeg") + photo.files("card", "webp"),
    )
    with django_capture_on_commit_callbacks(execute=True):
        library.refresh(photo)
    path = Path(settings.MEDIA_ROOT) / "public" / photo.files("square", "jpeg")[0]["path"]
    with Image.open(path) as square:
        assert sum(square.convert("L").resize((1, 1)).tobytes()) < 60
    photo.refresh_from_db()
    assert photo.files("wide", "jpeg") == whole, "texts name these"
    there = {path.name for path in public_files()}
    assert {file["path"] for file in photo.renditions} <= there
    assert not there & {file["path"] for file in cut}


def test_the_same_picture_with_the_same_words_is_one_photo() -> None:
    first = library.get_or_create(picture(), PhotoTexts(alt="Sea"))
    assert library.get_or_create(picture(), PhotoTexts(alt="Sea")) == first
    assert library.get_or_create(picture(), PhotoTexts(alt="Lake")) != first


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"plain words", "not a picture that we can read"),
        (b"", "is empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "an SVG"),
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
            "an SVG or another XML file",
        ),
        (b"GIF89a" + bytes(40), "a GIF"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "as iPhones make them"),
        (b"\0\0\0\x18ftypmp42" + bytes(40), "not a picture that we can read"),
        (picture().getvalue()[:600], "not a picture that we can read"),
        (picture().getvalue()[:1500], "damaged or was cut short"),
        (moving("PNG"), "This picture is animated"),
        (moving("WEBP"), "This picture is animated"),
        (bytes(renditions.MOST_BYTES + 1), "larger than 25 MB"),
    ],
)
def test_what_is_refused(content: bytes, sentence: str) -> None:
    before = public_files()
    with pytest.raises(ValidationError, match=sentence):
        library.get_or_create(BytesIO(content), PhotoTexts())
    assert public_files() == before
    assert not Photo.objects.exists()


@pytest.mark.parametrize("size", [(20_000, 20_000), (9_000, 9_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    bomb = picture(size, "PNG", "1")
    assert len(bomb.getvalue()) < renditions.MOST_BYTES
    with pytest.raises(ValidationError, match="more than 60 million pixels"):
        library.get_or_create(bomb, PhotoTexts())


def test_a_webp_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ValidationError, match="Send this one as a JPEG"):
        renditions.inspect(picture((5_001, 5_000), "WEBP", method=0).getvalue())


@pytest.mark.parametrize("mode", ["P", "RGBA", "LA", "I;16", "RGB", "L"])
def test_large_pictures_are_made_smaller_without_seams(mode: str) -> None:
    """Reduce in bands without losing lines between two bands or at the edges."""
    image = Image.linear_gradient("L").resize((3_401, 3_333))
    whole = (
        image.convert("I;16").point(lambda value: value * 256)
        if mode == "I;16"
        else image.convert(mode)
    )
    buffer = BytesIO()
    whole.save(buffer, "PNG", compress_level=1)
    base = renditions.load(buffer.getvalue()).base.convert("L")
    assert min(base.size) == renditions.BASE
    column = [int(base.getpixel((800, y))) for y in range(base.height)]  # type: ignore[arg-type]  # one channel
    assert column[0] < 3
    assert column[-1] > 252
    assert max(abs(after - before) for before, after in itertools.pairwise(column)) <= 2


def test_depth_and_transparency_survive() -> None:
    """16 bits for each sample do not become white, and transparent parts become white, not
    black.
    """
    grey = Image.new("I;16", (60, 40), 32768)
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    for image, least, most in ((grey, 118, 138), (clear, 250, 255)):
        buffer = BytesIO()
        image.save(buffer, "PNG")
        source = renditions.load(buffer.getvalue())
        assert least <= max(source.base.convert("L").tobytes()) <= most


def test_colours_are_turned_into_those_of_the_web() -> None:
    """Use a profile that swaps colours: it is applied, then removed."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, lab, b"no profile at all"):
        source = renditions.load(picture((30, 20), icc_profile=profile).getvalue())
        assert "icc_profile" not in source.base.info
        red, green, blue = source.base.getpixel((5, 5))  # type: ignore[misc]  # an RGB picture gives a triple
        assert (red, green, blue) == pytest.approx((0, 128, 128), abs=4)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_camera(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = picture((300, 200), exif=exif.tobytes()).getvalue()
    source = renditions.load(data)
    upright = (300, 200) if orientation < 5 else (200, 300)
    assert (source.width, source.height) == source.base.size == upright


@pytest.mark.parametrize("size", [(6000, 20), (20, 6000), (1, 1)])
def test_odd_shapes(size: tuple[int, int]) -> None:
    photo = library.get_or_create(picture(size, "PNG"), PhotoTexts())
    assert {file["crop"] for file in photo.renditions} == {"wide", "card", "square"}
    assert all(file["width"] <= size[0] and file["height"] >= 1 for file in photo.renditions)


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 300), (2000, 25_000)])
def test_a_shape_that_no_rendition_can_have_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValidationError, match="too long for its width"):
        library.get_or_create(picture(size), PhotoTexts())


def test_a_row_that_cannot_be_saved_leaves_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Photo, "save", fail)
    before = set(Path(settings.MEDIA_ROOT).rglob("*.*"))
    with pytest.raises(RuntimeError):
        library.get_or_create(picture(), PhotoTexts(alt="Sea"))
    assert set(Path(settings.MEDIA_ROOT).rglob("*.*")) == before


def test_a_photo_whose_files_are_gone_is_made_again() -> None:
    first = library.get_or_create(picture(), PhotoTexts(alt="Sea"))
    library.remove_files(first)
    again = library.get_or_create(picture(), PhotoTexts(alt="Sea"))
    assert all(
        (Path(settings.MEDIA_ROOT) / "public" / file["path"]).exists() for file in again.renditions
    )


def test_the_lightest_format_comes_beside_the_others(
    django_capture_on_commit_callbacks: Any,
) -> None:
    photo = library.get_or_create(picture((200, 100)), PhotoTexts())
    before = list(photo.renditions)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            library.add_avif(photo)
    photo.refresh_from_db()
    assert photo.renditions[: len(before)] == before
    (made,) = [file for file in photo.renditions if file["format"] == "avif"]
    assert (made["crop"], made["width"], made["height"]) == ("wide", 200, 100)
    with Image.open(Path(settings.MEDIA_ROOT) / "public" / made["path"]) as file:
        assert file.format == "AVIF"


def test_a_photo_that_went_meanwhile_leaves_no_files() -> None:
    photo = library.get_or_create(picture((200, 100)), PhotoTexts())
    Photo.objects.all().delete()
    before = public_files()
    with pytest.raises(Photo.DoesNotExist):
        library.add_avif(photo)
    assert public_files() == before


def test_two_hands_at_one_photo_lose_nothing(django_capture_on_commit_callbacks: Any) -> None:
    photo = library.get_or_create(picture((200, 100)), PhotoTexts())
    stale = Photo.objects.get(pk=photo.pk)
    library.add_avif(photo)
    library.refresh(stale)
    photo.refresh_from_db()
    assert photo.files("wide", "avif")
    assert len({file["path"] for file in photo.renditions}) == len(photo.renditions)


def test_an_original_that_is_gone_is_said_in_a_sentence() -> None:
    photo = library.get_or_create(picture(), PhotoTexts())
    (Path(settings.MEDIA_ROOT) / "private" / str(photo.original.name)).unlink()
    with pytest.raises(ValidationError, match="original of this photo is gone"):
        library.refresh(photo)


def test_the_largest_picture_is_taken_and_one_at_a_time_in_memory() -> None:
    """Decode a JPEG of 60 million pixels, which is reduced while decoding."""
    source = renditions.load(picture((10_000, 6_000), mode="L", quality=30).getvalue())
    assert (source.width, source.height) == (10_000, 6_000)
    assert max(source.base.size) < 4_000


@pytest.mark.promise(
    "A replaced photo is replaced everywhere, and its old URLs redirect to the new one",
    section="photos",
)
@pytest.mark.parametrize(("size", "focus"), [((450, 300), (0.1, 0.9)), ((300, 450), (0.5, 0.5))])
def test_another_picture_comes_in_its_place(
    size: tuple[int, int], focus: tuple[float, float], django_capture_on_commit_callbacks: Any
) -> None:
    """Delete all former files; the focal point stays if the aspect ratio is the same."""
    photo = library.get_or_create(picture(), PhotoTexts(alt="Sea", credit="N. Ames"))
    photo.focal_x, photo.focal_y = 0.1, 0.9
    photo.save()
    before, original = {file["path"] for file in photo.renditions}, str(photo.original.name)
    version = CacheVersion.current()
    with django_capture_on_commit_callbacks(execute=True):
        library.replace(photo, picture(size).getvalue(), file_name="new.jpg")
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.alt, photo.file_name) == (*size, "Sea", "new.jpg")
    assert (photo.focal_x, photo.focal_y) == focus
    there = {path.name for path in public_files()}
    assert not there & before
    assert {file["path"] for file in photo.renditions} <= there
    assert not (Path(settings.MEDIA_ROOT) / "private" / original).exists()
    assert CacheVersion.current() > version, "kept pages turn"


def test_a_replacement_that_is_refused_changes_nothing() -> None:
    photo = library.get_or_create(picture(), PhotoTexts(alt="Sea"))
    before = public_files()
    with pytest.raises(ValidationError):
        library.replace(photo, b"no picture")
    photo.refresh_from_db()
    assert public_files() == before
    assert library.get_or_create(picture(), PhotoTexts(alt="Sea")) == photo


def test_files_of_a_former_picture_do_not_come_back() -> None:
    """Replace the picture while the worker renders the former one."""
    photo = library.get_or_create(picture((200, 100)), PhotoTexts())
    stale = Photo.objects.get(pk=photo.pk)
    library.replace(photo, picture((100, 200)).getvalue())
    Path(settings.MEDIA_ROOT, "private", str(stale.original.name)).write_bytes(
        picture((200, 100)).getvalue()
    )
    before = public_files()
    with pytest.raises(ValidationError, match="The picture was replaced"):
        library.add_avif(stale)
    assert public_files() == before
