"""Decode pictures and render their sizes and crops; no database rows or files are used here.

Pictures are accepted by content and by limits of our own, because Pillow only warns of sizes that
exhaust memory.
"""

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, NamedTuple, cast

from django.core.exceptions import ValidationError
from PIL import ExifTags, Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin

from articles import sandboxed_process
from articles.photos import image_headers
from articles.photos.image_headers import Header

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_PIXELS_WEBP = 25_000_000  # its decoder needs the memory of four pictures
# of a JPEG; each one is a pass over the whole picture, and programs write up to twelve
MOST_SCANS = 40
BAND = 64  # rows of the reduced picture that are made at a time
MOST_LENGTH = 16_000  # pixels of the longer side in renditions; WebP allows 16,383
SUFFIXES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
CROPS: dict[str, tuple[float | None, tuple[int, ...]]] = {
    "wide": (None, (480, 800, 1200, 1600)),
    "card": (3 / 2, (320, 640, 960)),
    "square": (1.0, (96, 192, 384)),
}
FRAMED = ("card", "square")  # crops that depend on the focal point
SAVING: dict[str, dict[str, Any]] = {
    "webp": {"quality": 80, "method": 2},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
    "avif": {"quality": 60, "speed": 7},
}
FAST_FORMATS = ("webp", "jpeg")
BASE = 1600  # pixels of the shorter side that the largest renditions may need
WHITE = (255, 255, 255)
KINDS = {  # first bytes of other formats that people upload
    b"GIF8": "a GIF",
    b"%PDF": "a PDF",
    b"II*\0": "a TIFF or a camera’s raw file",
    b"MM\0*": "a TIFF or a camera’s raw file",
    b"<svg": "an SVG",
    b"<?xml": "an SVG or another XML file",
}
HEIC, AVIF = "a HEIC file, as iPhones make them", "an AVIF file"
BRANDS = {  # in the "ftyp" box at the start of a file
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), HEIC),
    **dict.fromkeys((b"mif1", b"mif2", b"msf1", b"miaf"), HEIC),
}
MOST_BRANDS = 64
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    TypeError,
    struct.error,
    zlib.error,
)

NOT_A_PICTURE = "This is not a picture that we can read. Send a JPEG, PNG or WebP file."
ANOTHER_KIND = "This is {kind}. Send the picture as a JPEG, PNG or WebP file."
EMPTY = "This file is empty."
DAMAGED = "This picture is damaged or was cut short. Send the file again."
MOVING = "This picture is animated. Send a still picture."
TOO_MANY_SCANS = (
    "This JPEG is written in too many passes. Save it again as a JPEG, and send the new file."
)
TOO_MANY_CHUNKS = "This picture is written in too many parts. Save it again, and send the new file."
TOO_HEAVY = f"This file is larger than {MOST_BYTES // 1024 // 1024} MB. Send a smaller one."
TOO_LARGE = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Send a smaller one."
)
TOO_LARGE_WEBP = (
    f"A WebP may have {MOST_PIXELS_WEBP // 1_000_000} million pixels. Send this one as a JPEG, or"
    " smaller."
)
TOO_NARROW = "This picture is too long for its width. Send a part of it."

Focal = tuple[float, float]
Size = tuple[int, int]
Box = tuple[float, float, float, float]


class SourceImage(NamedTuple):
    """A decoded picture: upright, in sRGB, without metadata, no larger than its renditions need."""

    base: Image.Image
    width: int
    height: int
    suffix: str


class RenderedFile(NamedTuple):
    crop: str
    format: str
    width: int
    height: int
    data: bytes


def load(data: bytes) -> SourceImage:
    """Decode a picture in a child process. Raise ValidationError if it is refused."""
    inspect(data)
    output = sandboxed_process.run("articles.photos.renditions:decode", data)
    head, _, pixels = output.partition(b"\n")
    message = json.loads(head)
    base = Image.frombytes(message["mode"], tuple(message["size"]), pixels)
    return SourceImage(base, message["width"], message["height"], message["suffix"])


def inspect(data: bytes) -> Header:
    if not data:
        raise ValidationError(EMPTY, code="empty")
    if len(data) > MOST_BYTES:
        raise ValidationError(TOO_HEAVY, code="heavy")
    try:
        header = image_headers.read(data)
    except image_headers.TooManyChunks as problem:
        raise ValidationError(TOO_MANY_CHUNKS, code="parts") from problem
    if header is None:
        kind = unsupported_format(data)
        message = ANOTHER_KIND.format(kind=kind) if kind else NOT_A_PICTURE
        raise ValidationError(message, code="not-a-picture")
    if header.is_animated:
        raise ValidationError(MOVING, code="moving")
    if header.scans > MOST_SCANS:
        raise ValidationError(TOO_MANY_SCANS, code="scans")
    _check_size(header.format, header.width, header.height)
    return header


def _check_size(file_format: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(TOO_LARGE, code="large")
    if file_format == "WEBP" and width * height > MOST_PIXELS_WEBP:
        raise ValidationError(TOO_LARGE_WEBP, code="large")
    if max(width, height) * min(1, BASE / min(width, height)) > MOST_LENGTH:
        raise ValidationError(TOO_NARROW, code="narrow")


def unsupported_format(data: bytes) -> str | None:
    """Return the name of an unsupported picture format such as HEIC, else None.

    It is recognized by the first bytes.
    """
    if data[4:8] == b"ftyp":
        size = min(int.from_bytes(data[:4], "big"), 4 * MOST_BRANDS)
        named = {data[position : position + 4] for position in (8, *range(16, size, 4))}
        kinds = {kind for brand, kind in BRANDS.items() if brand in named}
        return AVIF if AVIF in kinds else next(iter(kinds), None)
    head = data[:64].lstrip()
    return next((kind for mark, kind in KINDS.items() if head.startswith(mark)), None)


# Functions for the child process, see articles.sandboxed_process


def decode(data: bytes) -> bytes:
    """Return the picture for load(): a line of JSON with mode and sizes, then the pixels."""
    source = read(data)
    message = {
        "mode": source.base.mode,
        "size": source.base.size,
        "width": source.width,
        "height": source.height,
        "suffix": source.suffix,
    }
    return json.dumps(message).encode() + b"\n" + source.base.tobytes()


def read(data: bytes) -> SourceImage:
    """Decode a picture completely.

    Call it only in a process that can be killed; others use load().
    """
    header = inspect(data)
    if header.format == "PNG":
        data = image_headers.without_metadata(data)
        PngImagePlugin.MAX_TEXT_CHUNK = image_headers.MOST_PROFILE
    try:
        if not header.has_end:
            data = _with_end_mark(data)
        image = _opened(data)
        orientation = _orientation(image)
        base = _small(image)
        base.getexif()[ExifTags.Base.Orientation] = orientation
        base = ImageOps.exif_transpose(base)
    except BROKEN as problem:
        raise ValidationError(DAMAGED, code="damaged") from problem
    base.info = {}  # comments and profiles would be written into the renditions
    width, height = header.width, header.height
    if orientation >= 5:  # on its side
        width, height = height, width
    return SourceImage(base, width, height, SUFFIXES[str(image.format)])


def _opened(data: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except Image.DecompressionBombError as problem:
        raise ValidationError(TOO_LARGE, code="large") from problem
    # Phones store a second view in an MPO.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise ValidationError(MOVING, code="moving")
    _check_size(str(image.format), *image.size)  # again, with the size that the decoder has read
    return image


def _with_end_mark(data: bytes) -> bytes:
    """Add the missing end marker (EOI) to a JPEG. Raise OSError if image data is missing too."""
    # A decoder would read missing image data from the filler bytes. So decode twice with different
    # ones: if both results are equal, nothing was missing.
    body = data.removesuffix(b"\xff")
    filled = [body + filling * 64 + b"\xff\xd9" for filling in (b"\0", b"\xaa")]
    digests = {hashlib.sha256(_loaded(_opened(each)).tobytes()).digest() for each in filled}
    if len(digests) > 1:
        raise OSError("The JPEG was cut short.")
    return filled[0]


def _loaded(image: Image.Image) -> Image.Image:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        image.draft(None, (BASE, BASE))  # scale down while decoding
    image.load()
    return image


def render_all(
    source: SourceImage,
    focal: Focal,
    *,
    crops: Collection[str] = tuple(CROPS),
    formats: Collection[str] = FAST_FORMATS,
) -> Iterator[RenderedFile]:
    """Yield every crop, width and format."""

    def render(crop: str, size: Size) -> list[RenderedFile]:
        box = frame(source.base.size, size, focal)
        image = source.base.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        files = []
        for file_format in formats:
            out = BytesIO()
            image.save(out, file_format.upper(), **SAVING[file_format])
            files.append(RenderedFile(crop, file_format, *size, out.getvalue()))
        return files

    requested = [(crop, size) for crop in crops for size in sizes(crop, source.base.size)]
    # Pillow's encoders release the GIL, so threads run in parallel.
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for files in pool.map(render, *zip(*requested, strict=True)):
            yield from files


def sizes(crop: str, available: Size) -> list[Size]:
    ratio, widths = CROPS[crop]
    width, height = available
    ratio = ratio or width / height
    own = max(1, min(width, round(height * ratio)))
    chosen = sorted({each for each in widths if each <= own} | {min(own, widths[-1])})
    return [(each, max(1, round(each / ratio))) for each in chosen]


def frame(available: Size, requested: Size, focal: Focal) -> Box:
    """Return the largest box of the requested shape, as near to the focal point as possible."""
    scale = min(available[0] / requested[0], available[1] / requested[1])
    width, height = requested[0] * scale, requested[1] * scale
    # Rounding may make the box slightly larger than the picture, which Pillow refuses.
    left = max(0, min(focal[0] * available[0] - width / 2, available[0] - width))
    top = max(0, min(focal[1] * available[1] - height / 2, available[1] - height))
    return left, top, min(left + width, available[0]), min(top + height, available[1])


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except BROKEN:  # broken metadata does not make the picture unreadable
        return 1
    return orientation if orientation in range(1, 9) else 1


def _small(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, with the shorter side no longer than the renditions need."""
    image = _loaded(image)
    profile = image.info.get("icc_profile")
    image = _reduced(image)
    scale = BASE / min(image.size)
    if scale < 1:
        size = (round(image.width * scale), round(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, WHITE)
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    return _in_srgb(image, profile)


def _reduced(image: Image.Image) -> Image.Image:
    """Convert and reduce the picture in bands.

    So memory holds the full size once instead of three times.
    """
    factor = max(1, min(image.size) // BASE)
    small: Image.Image | None = None
    for top in range(0, image.height, BAND * factor):
        bottom = min(top + BAND * factor, image.height)
        band = _in_plain_mode(image.crop((0, top, image.width, bottom))).reduce(factor)
        if small is None:
            small = Image.new(band.mode, (band.width, -(-image.height // factor)))
        small.paste(band, (0, top // factor))
    return small or image


def _in_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits to 8: convert("L") would clip instead of scale.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGBA")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            value = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, value, target, outputMode="RGB")
            return cast(Image.Image, converted)
        except (ImageCms.PyCMSError, *BROKEN):
            pass  # a broken profile is no reason to refuse the picture
    return image.convert("RGB")
