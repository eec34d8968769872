"""Read format, size, scans and frames from a picture's header, in bounded time, undecoded."""

import re
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

MAX_CHUNKS = 50_000  # segments or chunks of one file
NEXT_MARKER = re.compile(
    rb"\xff([^\x00\xff\xd0-\xd7])"
)  # in image data, FF is followed by 00 or a restart marker
SOI, EOI, SOS, TEM = 0xD8, 0xD9, 0xDA, 0x01
FRAME_HEADERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
VISIBLE_PNG_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}
VISIBLE_PNG_CHUNKS |= {b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"eXIf"}
MOST_PROFILE = 8 * 1024 * 1024  # bytes of an unpacked colour profile


class TooManyChunks(Exception):
    """The picture has more segments or chunks than any program writes."""


class Header(NamedTuple):
    format: str
    width: int
    height: int
    is_animated: bool = False
    scans: int = 0
    has_end: bool = True


def read(data: bytes) -> Header | None:
    """Return the header; None if the data is no JPEG, PNG or WebP. Raise TooManyChunks."""
    header = None
    if data.startswith(b"\xff\xd8\xff"):
        header = _jpeg(data)
    elif data.startswith(PNG_SIGNATURE):
        header = _png(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        header = _webp(data)
    return header if header and header.width and header.height else None


def _jpeg(data: bytes) -> Header | None:
    """Read from marker to marker as decoders do.

    So bytes inside metadata do not count as scans.
    """
    position, scans, height, width, has_end = 2, 0, 0, 0, False
    for _ in range(MAX_CHUNKS):
        match = NEXT_MARKER.search(data, position)
        if match is None or match[1][0] == EOI:
            has_end = match is not None
            break
        marker, position = match[1][0], match.end()
        if marker in {SOI, TEM}:
            continue
        if marker in FRAME_HEADERS and not width:
            height = _number(data, position + 3, 2, "big")
            width = _number(data, position + 5, 2, "big")
        scans += marker == SOS
        position += _number(data, position, 2, "big")
    else:
        raise TooManyChunks
    return Header("JPEG", width, height, scans=scans, has_end=has_end) if scans else None


def _png(data: bytes) -> Header | None:
    width, height = _number(data, 16, 4, "big"), _number(data, 20, 4, "big")
    chunks = list(_png_chunks(data))
    moves = any(kind == b"acTL" for kind, _ in chunks)
    return Header("PNG", width, height, moves) if chunks and chunks[0][0] == b"IHDR" else None


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, slice]]:
    position = len(PNG_SIGNATURE)
    for _ in range(MAX_CHUNKS):
        kind = data[position + 4 : position + 8]
        end = position + 12 + _number(data, position, 4, "big")
        if len(kind) < 4:
            return
        yield kind, slice(position, end)
        if kind == b"IEND":
            return
        position = end
    raise TooManyChunks


def _webp(data: bytes) -> Header | None:
    kind, start = data[12:16], 20
    is_animated = False
    if kind == b"VP8X":
        width, height = _number(data, start + 4, 3) + 1, _number(data, start + 7, 3) + 1
        is_animated = bool(_number(data, start, 1) & 2)
    elif kind == b"VP8L":
        # VP8L packs both sizes minus one into 14 bits each.
        bits = _number(data, start + 1, 4)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width = _number(data, start + 6, 2) & 0x3FFF
        height = _number(data, start + 8, 2) & 0x3FFF
    else:
        return None
    return Header("WEBP", width, height, is_animated)


def without_metadata(data: bytes) -> bytes:
    """Return the PNG with visible chunks only: damaged metadata could make it unreadable."""
    parts = [PNG_SIGNATURE]
    for kind, position in _png_chunks(data):
        chunk = data[position]
        if kind in VISIBLE_PNG_CHUNKS and not (kind == b"iCCP" and _is_bad_profile(chunk)):
            parts.append(chunk)
    return b"".join(parts)


def _is_bad_profile(chunk: bytes) -> bool:
    """Return whether the colour profile cannot be decompressed, or is larger than any needs."""
    _, _, packed = chunk[8:-4].partition(b"\0")
    stream = zlib.decompressobj()
    try:
        stream.decompress(packed[1:], MOST_PROFILE)
    except zlib.error:
        return True
    return not stream.eof


def _number(
    data: bytes, position: int, size: int, order: Literal["little", "big"] = "little"
) -> int:
    return int.from_bytes(data[position : position + size], order)
