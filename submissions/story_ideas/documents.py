"""Check readers' files by content; remove what could be dangerous or reveal more than intended."""

import codecs
import re
import struct
import unicodedata
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from xml.etree import ElementTree

from django.core.exceptions import ValidationError

from accounts.text.normalization import normalize
from articles import sandboxed_process
from articles.photos import renditions

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024  # bytes of all members of a .docx or .odt, against zip bombs
MOST_MEMBERS = 2000
LONGEST_STEM = 80  # characters of a file name, without the suffix
CHUNK_SIZE = 64 * 1024
PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
}
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
# Members with macros, controls or OLE objects, which can be programs. Charts and formulas are none
# of them: they are in "Object 1/" of an .odt, and in word/embeddings/*.xlsx of a .docx.
MACROS = re.compile(
    r"vbaproject|vbadata|attachedtoolbars|activex|oleobject"
    r"|(?:^|/)(?:basic|scripts|dialogs)/"  # OpenDocument
    r"|(?:^|/)object [0-9]+$"  # OLE in OpenDocument
    r"|(?:^|/)embeddings/.*(?<!\.xlsx)(?<!\.docx)(?<!\.pptx)(?<!/)$"
)
# Parts that Word fetches from elsewhere; a template on the sender's own disk is harmless.
FETCHED = ("oleobject", "attachedtemplate", "frame", "subdocument", "externallink")
OWN_TEMPLATE = re.compile(r"file:///[a-z]:|[^:/\\]*$", re.IGNORECASE)
MOST_RELATIONS = 1024 * 1024  # bytes of one list of a .docx's relations
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # zipfile raises it for an unknown compression
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)
PDF_HEAD, PDF_TAIL = 1024, 2048  # bytes within which %PDF- and %%EOF must occur
PDF_PADDING = b"\0\t\n\f\r "
MARKUP = re.compile(rb"<(?:!|\?|/?[a-z]+[\s/>])", re.IGNORECASE)
MOST_DIRECTORY = 1024 * 1024  # bytes of the list of an archive's members
ZIP_END, ZIP_END_SIZE, LONGEST_ZIP_COMMENT = b"PK\x05\x06", 22, 65_535
ZIP64_LOCATOR = b"PK\x06\x07"
ENCODINGS = (  # by byte order mark; UTF-32-LE before UTF-16-LE, whose mark is the same two bytes
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]"
)  # control characters except tab, newline, form feed

TOO_HEAVY = (
    f"This file is larger than {MOST_BYTES // 1024 // 1024} MB. Please send a smaller one, or a"
    " part of it."
)
OTHER_KIND = f"We cannot take files of this kind. We take {KINDS}."
NOT_INSIDE = (
    "This file’s name ends in .{suffix}, but that is not what is in it. Please save it again and"
    " choose the new file."
)
TOO_MUCH_INSIDE = "There is too much packed into this document. Please send it as a PDF."
WITH_MACROS = "There are macros in this document. Please save it without them, or send it as a PDF."
DAMAGED = "This document is damaged or was cut short."
LOCKED = "This file is locked with a password. Please send it without one."


class Document(NamedTuple):
    """A file as the desk receives it."""

    name: str
    kind: str
    data: bytes
    is_checked: bool = True  # False: the worker must still validate it, see finished()


def check_header(name: str, data: bytes) -> Document:
    """Check a file by its header only, which is fast.

    Raises ValidationError if it is not accepted.
    """
    if len(data) > MOST_BYTES:
        raise ValidationError(TOO_HEAVY, code="heavy")
    suffix = PurePosixPath(_visible(name)).suffix.lower().lstrip(".")
    claimed = SUFFIXES.get(suffix)
    if claimed is None or claimed in PICTURES:
        _refuse_heif(data)
    if claimed is None:
        raise ValidationError(OTHER_KIND, code="kind")
    if claimed in PICTURES:
        claimed = _kind_of_picture(data, suffix)
    elif claimed == "txt":
        data = _text(data)
    elif not _CHECKS[claimed](data):
        raise ValidationError(NOT_INSIDE.format(suffix=suffix), code="inside")
    return Document(safe_name(name, claimed), claimed, data, is_checked=claimed not in VALIDATORS)


def validate(kind: str, data: bytes) -> bytes:
    """Validate the whole file and return it as the desk receives it. Slow, so only for the worker.

    Removes metadata such as place and time from pictures. Raises ValidationError with a sentence.
    """
    return sandboxed_process.run(f"submissions.story_ideas.documents:{VALIDATORS[kind]}", data)


def safe_name(name: str, kind: str) -> str:
    """Return a safe file name: the path's last part, without invisible and special characters."""
    stem = PurePosixPath(_visible(name)).stem
    saved = "".join(char if char.isalnum() or char in " -_()" else "-" for char in stem)
    return f"{' '.join(saved.split()).strip('-. ')[:LONGEST_STEM].strip() or 'file'}.{kind}"


def _visible(name: str) -> str:
    # Control characters are removed: a direction mark could show "txt.exe" as "exe.txt".
    last = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if unicodedata.category(char)[0] != "C")


def _kind_of_picture(data: bytes, suffix: str) -> str:
    try:
        return renditions.SUFFIXES[renditions.inspect(data).format]
    except ValidationError as problem:
        if problem.code == "not-a-picture":
            raise ValidationError(NOT_INSIDE.format(suffix=suffix), code="inside") from problem
        raise


def _refuse_heif(data: bytes) -> None:
    # By content: phones give these files any suffix.
    kind = renditions.unsupported_format(data)
    if kind in {renditions.HEIC, renditions.AVIF}:
        raise ValidationError(renditions.ANOTHER_KIND.format(kind=kind), code="kind")


def _is_pdf(data: bytes) -> bool:
    """Accept leading bytes and padding, which some programs write.

    Refuse an HTML page that contains a PDF.
    """
    start = data.find(b"%PDF-", 0, PDF_HEAD + len(b"%PDF-"))
    if start < 0 or MARKUP.search(data, 0, start):
        return False
    return b"%%EOF" in data.rstrip(PDF_PADDING)[-PDF_TAIL:]


def _text(data: bytes) -> bytes:
    """Convert a text file to UTF-8; raise ValidationError if it contains control characters."""
    marked = next((encoding for mark, encoding in ENCODINGS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL_CHARACTERS.search(text):
            return text.encode()
    raise ValidationError(NOT_INSIDE.format(suffix="txt"), code="inside")


def _is_docx(data: bytes) -> bool:
    return _is_office(data, "docx")


def _is_odt(data: bytes) -> bool:
    return (
        _is_office(data, "odt") and data[38 : 38 + len(ODT)] == ODT
    )  # the format requires `mimetype` as the first member, uncompressed


def _is_office(data: bytes, kind: str) -> bool:
    """Return whether the archive has the parts of the format.

    Raises ValidationError for a zip bomb by its directory.
    """
    if not data.startswith(b"PK\x03\x04"):
        return False
    _refuse_long_directory(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except BROKEN_ZIP:
        return False
    if not {member.filename for member in members}.issuperset(NEEDED[kind]):
        return False
    _refuse_unsafe(members)
    return True


def _refuse_long_directory(data: bytes) -> None:
    """Refuse a large zip directory before it is read: it may list a hundred thousand members.

    An archive without a directory is refused later.
    """
    end = data.rfind(ZIP_END, -ZIP_END_SIZE - LONGEST_ZIP_COMMENT)
    if end < 0 or len(data) < end + ZIP_END_SIZE:
        return
    number, size = struct.unpack_from("<HL", data, end + 10)
    if (
        number > MOST_MEMBERS
        or size > MOST_DIRECTORY
        or data[end - 20 : end].startswith(ZIP64_LOCATOR)
    ):
        raise ValidationError(TOO_MUCH_INSIDE, code="bomb")


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise ValidationError(TOO_MUCH_INSIDE, code="bomb")
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(LOCKED, code="locked")
    if any(MACROS.search(member.filename.lower().replace("\\", "/")) for member in members):
        raise ValidationError(WITH_MACROS, code="macros")


_CHECKS = {"pdf": _is_pdf, "docx": _is_docx, "odt": _is_odt}


# Functions for the child process, see articles.sandboxed_process


def clean_picture(data: bytes) -> bytes:
    """Re-encode the picture upright in sRGB, which removes metadata and data appended to it."""
    negative = renditions.read(data)
    out, file_format = BytesIO(), PICTURES[negative.suffix]
    negative.base.save(out, file_format, **SAVING[file_format])
    return out.getvalue()


def clean_archive(data: bytes) -> bytes:
    """Unpack all members in chunks to check their real size and checksum.

    The declared ones may be wrong.
    """
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.filename.lower().endswith(".rels"):
                    with archive.open(member) as stream:
                        _refuse_fetched(stream.read(MOST_RELATIONS))
                with archive.open(member) as stream:
                    while chunk := stream.read(CHUNK_SIZE):
                        total += len(chunk)
                        if total > MOST_UNPACKED:
                            raise ValidationError(TOO_MUCH_INSIDE, code="bomb")
    except BROKEN_ZIP as problem:
        raise ValidationError(DAMAGED, code="damaged") from problem
    return data


def _refuse_fetched(relations: bytes) -> None:
    try:
        # In the child process, with its limits; the parser loads nothing from elsewhere.
        root = ElementTree.fromstring(relations)  # noqa: S314
    except ElementTree.ParseError as problem:
        raise ValidationError(DAMAGED, code="damaged") from problem
    for relation in root:
        kind = relation.get("Type", "").lower().rpartition("/")[2]
        if relation.get("TargetMode", "").lower() != "external" or kind not in FETCHED:
            continue
        if kind != "attachedtemplate" or not OWN_TEMPLATE.match(relation.get("Target", "")):
            raise ValidationError(WITH_MACROS, code="macros")


VALIDATORS = {  # kinds that the worker must validate, and by which function
    **dict.fromkeys(PICTURES, clean_picture.__name__),
    **dict.fromkeys(NEEDED, clean_archive.__name__),
}
