"""Tests of pictures that are expensive to decode, and of unusual but valid ones."""

import os
import signal
import struct
import tempfile
import time
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from articles import sandboxed_process
from articles.photos import image_headers, renditions
from tests.articles import pictures

pytestmark = pytest.mark.slow

HEIC_SENTENCE = (
    "This is a HEIC file, as iPhones make them. Send the picture as a JPEG, PNG or WebP file."
)


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        renditions.load(data)
    return " ".join(refused.value.messages)


# Cost of decoding


@pytest.mark.promise("A JPEG with many scans is refused before it is decoded", section="photos")
def test_a_jpeg_of_many_scans_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each scan of 60 million pixels costs seconds of CPU for a few bytes of the file."""
    monkeypatch.setattr(sandboxed_process, "run", lambda *args: pytest.fail("decoded"))
    bomb = pictures.with_scans(400, (10_000, 6_000))
    assert len(bomb) < 500_000
    start = time.process_time()
    assert refusal(bomb) == renditions.TOO_MANY_SCANS
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (20, True), (40, False)])
def test_how_many_scans_a_jpeg_may_have(more: int, is_taken: bool) -> None:
    data = pictures.with_scans(more)
    if is_taken:
        assert renditions.load(data).base.size == (400, 300)
    else:
        assert refusal(data) == renditions.TOO_MANY_SCANS


def segment(content: bytes) -> bytes:
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


@pytest.mark.parametrize(
    ("hide", "scans"),
    [
        (
            lambda data: data[:2] + segment(b"\xff\xda" * 1000) + data[2:],
            1,
        ),  # a thumbnail in metadata is no scan
        (lambda data: data + b"\xff\xda\0\x08" * 1000, 1),  # nor are bytes after the end marker
        (
            lambda data: data[:-2] + segment(b"\xff\xd9") + data[data.index(b"\xff\xda") :],
            2,
        ),  # an end marker in metadata
        (
            lambda data: data[:-2] + b"\xff\xff\xff" + data[data.index(b"\xff\xda") :],
            2,
        ),  # fill bytes
        (
            lambda data: data[:-2] + b"\xff\xd0\0\0" + data[data.index(b"\xff\xda") :],
            2,
        ),  # a stray restart
        (lambda data: data[:-2] + b"junk" + data[data.index(b"\xff\xda") :], 2),
    ],
)
def test_scans_are_counted_where_the_decoder_finds_them(hide: Any, scans: int) -> None:
    header = image_headers.read(hide(pictures.jpeg()))
    assert header is not None
    assert (header.scans, header.width, header.height) == (scans, 400, 300)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + b"\xff\xe1\0\2" * 2_000_000,
        b"\x89PNG\r\n\x1a\n"
        + pictures.chunk(b"IHDR", bytes(13))
        + pictures.chunk(b"tEXt", b"") * 1_000_000,
        b"\xff\xd8" + b"\xff" * 8_000_000,
        b"\xff\xd8\xff" + b"\xff\0" * 4_000_000,
    ],
)
def test_a_head_without_an_end_takes_no_time(data: bytes) -> None:
    start = time.process_time()
    refusal(data)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "animation",
    [
        pictures.png(pictures.chunk(b"acTL", struct.pack(">II", 5_000, 0))),
        pictures.encoded(
            Image.new("RGB", (40, 30)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("RGB", (40, 30), "red")],
        ),
    ],
)
def test_a_moving_picture_is_refused_by_its_head(
    animation: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxed_process, "run", lambda *args: pytest.fail("decoded"))
    assert refusal(animation) == renditions.MOVING


def test_an_animated_gif_is_no_picture_that_we_take() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("teal", "gold")]
    data = pictures.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert refusal(data) == renditions.ANOTHER_KIND.format(kind="a GIF")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("lossless", [True, False])
def test_the_head_says_what_the_decoder_reads(file_format: str, lossless: bool) -> None:
    options = {"lossless": lossless} if file_format == "WEBP" else {"optimize": lossless}
    data = pictures.encoded(Image.new("RGB", (321, 123), "teal"), file_format, **options)
    header = image_headers.read(data)
    assert header is not None
    assert header[:4] == (file_format, 321, 123, False)


# The child process


def spin(data: bytes) -> bytes:
    while True:
        pass


def sleep(data: bytes) -> bytes:
    time.sleep(60)
    return data


def fill_memory(data: bytes) -> bytes:
    return bytes(3 * 1024**3)


def crash(data: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return data


def write_a_file(data: bytes) -> bytes:
    with tempfile.TemporaryFile() as file:
        file.write(data)
    return b"written"


def environment(data: bytes) -> bytes:
    return " ".join(os.environ).encode()


def echo(data: bytes) -> bytes:
    return data


@pytest.mark.promise(
    "A decoder that exceeds its limits is stopped with a message",
    section="photos",
)
@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("spin", sandboxed_process.TOO_SLOW),
        ("sleep", sandboxed_process.TOO_SLOW),
        ("fill_memory", sandboxed_process.TOO_BIG),
        ("crash", sandboxed_process.CRASHED),
        ("write_a_file", sandboxed_process.CRASHED),
    ],
)
@pytest.mark.slow
def test_a_decoder_beyond_its_limits_is_ended_in_a_sentence(
    function: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.monotonic()
    with monkeypatch.context() as limits:
        # Starting the process takes a second on a busy machine, so only tests that never end get so
        # little time.
        if function == "spin":
            limits.setattr(sandboxed_process, "CPU_SECONDS", 1)
        if function == "sleep":
            limits.setattr(sandboxed_process, "SECONDS", 1.0)
        with pytest.raises(ValidationError, match=sentence):
            sandboxed_process.run(f"{__name__}:{function}", b"x")
    assert time.monotonic() - start < 30  # the sleeping process would take a minute
    assert sandboxed_process.run(f"{__name__}:echo", b"next\nfile") == b"next\nfile"


@pytest.mark.slow
def test_a_decoder_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert b"SECRET_KEY" not in sandboxed_process.run(f"{__name__}:environment", b"")


def test_nobody_waits_for_ever_behind_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandboxed_process, "BUSY_SECONDS", 0.1)
    with (
        sandboxed_process.PROCESS_LOCK,
        pytest.raises(ValidationError, match="Other files are being read"),
    ):
        sandboxed_process.run(f"{__name__}:echo", b"")


# Valid pictures


@pytest.mark.parametrize(
    "data",
    [
        pictures.png(pictures.itxt(2_000_000)),
        pictures.png(pictures.itxt(2_000_000), at_end=True),
        pictures.png(pictures.ztxt(2_000_000)),
        pictures.png(pictures.profile(2_000_000)),
        pictures.png(pictures.profile(20_000_000)),
        pictures.png(pictures.chunk(b"iCCP", b"Broken\0\0no zlib")),
        pictures.png(pictures.chunk(b"tEXt", b"Comment\0" + b"x" * 3_000_000)),
        pictures.png(
            *[pictures.itxt(900_000)] * 80
        ),  # more than Pillow's limit for all text chunks together
        pictures.png(pictures.itxt(200_000_000)),
        pictures.png(pictures.chunk(b"zTXt", b"Comment\0\0no zlib")),
    ],
)
def test_a_picture_with_much_text_is_taken_without_it(data: bytes) -> None:
    source = renditions.load(data)
    assert source.base.size == (400, 300)
    assert source.base.info == {}


def test_a_large_profile_of_a_png_is_applied() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    padded = struct.pack(">I", len(srgb) + 2_000_000) + srgb[4:] + bytes(2_000_000)
    data = pictures.png(pictures.chunk(b"iCCP", b"Big\0\0" + zlib.compress(padded)))
    assert renditions.load(data).base.getpixel((5, 5)) == pytest.approx((0, 128, 128), abs=4)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("lacking", [1, 2])
def test_a_jpeg_without_its_end_mark_is_taken(progressive: bool, lacking: int) -> None:
    whole = pictures.jpeg(progressive=progressive)
    taken = renditions.load(whole[:-lacking])
    assert taken.base.tobytes() == renditions.load(whole).base.tobytes()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("lacking", [0.5, 0.1, 200, 40, 10])
def test_a_jpeg_that_was_cut_short_is_refused(progressive: bool, lacking: float) -> None:
    whole = pictures.jpeg(progressive=progressive)
    cut = whole[: -int(lacking * len(whole) if lacking < 1 else lacking)]
    assert refusal(cut) == renditions.DAMAGED


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(file_format: str) -> None:
    data = pictures.encoded(pictures.photograph(), file_format)
    assert refusal(data[: len(data) // 2]) == renditions.DAMAGED


def test_a_png_without_its_end_mark_is_taken() -> None:
    data = pictures.png()
    assert renditions.load(data[:-12]).base.size == (400, 300)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        *[
            (pictures.box(brand), HEIC_SENTENCE)
            for brand in (
                b"heic",
                b"heix",
                b"hevc",
                b"hevx",
                b"heim",
                b"heis",
                b"hevm",
                b"hevs",
                b"mif1",
                b"msf1",
            )
        ],
        (pictures.box(b"mif1", b"mif1", b"heic"), HEIC_SENTENCE),
        (pictures.box(b"isom", b"heic"), HEIC_SENTENCE),
        (pictures.box(b"avif"), renditions.ANOTHER_KIND.format(kind="an AVIF file")),
        (pictures.box(b"avis"), renditions.ANOTHER_KIND.format(kind="an AVIF file")),
        (
            pictures.box(b"mif1", b"avif", b"miaf"),
            renditions.ANOTHER_KIND.format(kind="an AVIF file"),
        ),
        (pictures.box(b"mp42"), renditions.NOT_A_PICTURE),
    ],
)
def test_a_picture_of_a_phone_is_named(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


# Random bytes


SEEDS = [
    pictures.jpeg(size=(40, 30)),
    pictures.jpeg(progressive=True, size=(40, 30)),
    pictures.png(pictures.itxt(100), size=(40, 30)),
    pictures.encoded(Image.new("RGBA", (40, 30)), "WEBP"),
    pictures.box(b"mif1"),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a picture with some bytes changed, removed or inserted."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        position = draw(st.integers(0, len(data)))
        data[position : position + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(data)


@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(damaged())
def test_whatever_comes_is_read_or_refused_in_a_sentence(data: bytes) -> None:
    """Decode in this process, because the child process would hide an exception."""
    try:
        renditions.read(data)
    except ValidationError as refused:
        assert refused.messages[0].endswith(".")  # noqa: PT017 - it need not be refused


@settings(max_examples=300, deadline=200, derandomize=True)
@given(st.one_of(damaged(), st.binary(max_size=200)))
def test_any_head_is_read_at_once(data: bytes) -> None:
    with_header = image_headers.read(data)
    assert with_header is None or with_header.width * with_header.height > 0


def test_the_buffer_is_what_the_decoder_gets() -> None:
    """Check that the child process returns the picture unchanged."""
    image = pictures.photograph((300, 200))
    source = renditions.load(pictures.encoded(image, "PNG"))
    assert source.base.tobytes() == Image.open(BytesIO(pictures.encoded(image, "PNG"))).tobytes()
