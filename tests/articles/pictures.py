"""Pictures as phones, cameras and attackers make them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

END_MARK = b"\xff\xd9"


def encoded(image: Image.Image, file_format: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def photograph(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Return a picture with many colours, so that every part of the file matters."""
    return Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 100).convert("RGB")


def jpeg(*, progressive: bool = False, size: tuple[int, int] = (400, 300)) -> bytes:
    return encoded(photograph(size), "JPEG", progressive=progressive, quality=85)


def with_scans(number: int, size: tuple[int, int] = (400, 300)) -> bytes:
    """Return a progressive JPEG whose last scan is repeated."""
    data = encoded(Image.new("L", size, 90), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * number + END_MARK


def chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(*chunks: bytes, size: tuple[int, int] = (400, 300), at_end: bool = False) -> bytes:
    """Return a PNG with these chunks before or after its pixels."""
    data = encoded(Image.new("RGB", size, "teal"), "PNG")
    position = data.rindex(b"IEND") - 4 if at_end else data.index(b"IDAT") - 4
    return data[:position] + b"".join(chunks) + data[position:]


def itxt(length: int) -> bytes:
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"x" * length))


def ztxt(length: int) -> bytes:
    return chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * length))


def profile(length: int) -> bytes:
    return chunk(b"iCCP", b"Big\0\0" + zlib.compress(b"x" * length))


def box(brand: bytes, *compatible: bytes) -> bytes:
    """Return the first bytes of a file of the HEIF family."""
    content = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I", 4 + len(content)) + content + bytes(200)
