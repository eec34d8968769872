"""What a file is, judged by what is in it: the kinds that readers may send, and what is refused in a sentence."""

import unicodedata
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from PIL import Image

from articles import darkroom

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024  # of all that a .docx or .odt holds
MOST_MEMBERS = 2000
LONGEST_STEM = 80  # characters of a name
PIECE = 64 * 1024
PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
SAVING: dict[str, dict[str, Any]] = {"JPEG": {"quality": 90}, "PNG": {"optimize": True}, "WEBP": {"quality": 90}}
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
SUFFIXES = {**{kind: kind for kind in TYPES}, "jpeg": "jpg", "text": "txt"}
KINDS = "PDF, JPEG, PNG, WebP, plain text, .docx and .odt"
ODT = b"application/vnd.oasis.opendocument.text"
NEEDED = {"docx": ("[Content_Types].xml", "word/document.xml"), "odt": ("mimetype", "content.xml")}
MACROS = ("vbaproject.bin", "basic/")
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)
PDF_TAIL = 2048  # bytes in which the end mark of a PDF stands

TOO_HEAVY = f"This file is larger than {MOST_BYTES // 1024 // 1024} MB. Please send a smaller one, or a part of it."
OTHER_KIND = f"We cannot take files of this kind. We take {KINDS}."
NOT_INSIDE = (
    "This file’s name ends in .{suffix}, but that is not what is in it. Please save it anew and choose it again."
)
TOO_MUCH_INSIDE = "There is too much packed into this document. Please send it as a PDF."
WITH_MACROS = "There are macros in this document. Please save it without them, or send it as a PDF."
LOCKED = "This file is locked with a password. Please send it without one."


class Document(NamedTuple):
    """A file as the desk will get it."""

    name: str
    kind: str
    data: bytes


def looked_at(name: str, data: bytes) -> Document:
    """Raises ValidationError for what we do not take. Pictures come out without notes about where and when."""
    if len(data) > MOST_BYTES:
        raise ValidationError(TOO_HEAVY, code="heavy")
    suffix = PurePosixPath(_visible(name)).suffix.lower().lstrip(".")
    claimed = SUFFIXES.get(suffix)
    if claimed is None:
        raise ValidationError(OTHER_KIND, code="kind")
    if claimed in PICTURES:
        claimed, data = _picture(data, suffix)
    elif not _CHECKS[claimed](data):
        raise ValidationError(NOT_INSIDE.format(suffix=suffix), code="inside")
    return Document(safe_name(name, claimed), claimed, data)


def safe_name(name: str, kind: str) -> str:
    """Only the last part of a path, without what cannot be seen or means something to a system."""
    stem = PurePosixPath(_visible(name)).stem
    kept = "".join(letter if letter.isalnum() or letter in " -_()" else "-" for letter in stem)
    return f"{' '.join(kept.split()).strip('-. ')[:LONGEST_STEM].strip() or 'file'}.{kind}"


def _visible(name: str) -> str:
    """Letters of the last part of the path: marks that turn the direction would show exe.txt for txt.exe."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")


def _picture(data: bytes, suffix: str) -> tuple[str, bytes]:
    """Read and written anew: upright, in sRGB, without metadata, and without whatever hides behind the picture."""
    try:
        negative = darkroom.develop(data)
    except ValidationError as problem:
        if problem.code in {"not-a-picture", "damaged"}:
            raise ValidationError(NOT_INSIDE.format(suffix=suffix), code="inside") from problem
        raise
    return negative.suffix, _written(negative.base, PICTURES[negative.suffix])


def _written(image: Image.Image, file_format: str) -> bytes:
    out = BytesIO()
    image.save(out, file_format, **SAVING[file_format])
    return out.getvalue()


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-PDF_TAIL:]


def _is_text(data: bytes) -> bool:
    """UTF-8 without control characters: what a person could have typed."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\f" for letter in text)


def _is_docx(data: bytes) -> bool:
    return _is_office(data, "docx")


def _is_odt(data: bytes) -> bool:
    return _is_office(data, "odt") and data[38 : 38 + len(ODT)] == ODT  # stored first, by the format's own rule


def _is_office(data: bytes, kind: str) -> bool:
    """A whole archive with the parts that the format needs; raises ValidationError for one that would burst."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if not names.issuperset(NEEDED[kind]):
                return False
            _refuse_unsafe(members)
            _unpack(archive, members)
    except BROKEN_ZIP:
        return False
    return True


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise ValidationError(TOO_MUCH_INSIDE, code="bomb")
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(LOCKED, code="locked")
    if any(mark in member.filename.lower() for member in members for mark in MACROS):
        raise ValidationError(WITH_MACROS, code="macros")


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Every member to its end, piece by piece: what is declared is not believed, and a wrong checksum is refused."""
    total = 0
    for member in members:
        with archive.open(member) as stream:
            while piece := stream.read(PIECE):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise ValidationError(TOO_MUCH_INSIDE, code="bomb")


_CHECKS = {"pdf": _is_pdf, "txt": _is_text, "docx": _is_docx, "odt": _is_odt}
