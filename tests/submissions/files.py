"""Files as readers send them, honest and otherwise."""

import zipfile
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
ODT = b"application/vnd.oasis.opendocument.text"
MAKER = 0x010F  # EXIF: whose camera it was


def picture(
    file_format: str = "JPEG", *, exif: bool = True, size: tuple[int, int] = (40, 30)
) -> bytes:
    image, out = Image.new("RGB", size, "teal"), BytesIO()
    notes = Image.Exif()
    notes[MAKER] = "Secret Camera"
    image.save(out, file_format, **({"exif": notes} if exif else {}))
    return out.getvalue()


def packed(members: dict[str, bytes], *, first_stored: bool = False) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(members.items()):
            how = zipfile.ZIP_STORED if first_stored and number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, compress_type=how)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    extra = {name.replace("__", "/").replace("_", "."): data for name, data in more.items()}
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **extra})


def odt() -> bytes:
    return packed({"mimetype": ODT, "content.xml": b"<office/>"}, first_stored=True)


def upload(name: str, data: bytes, kind: str = "application/octet-stream") -> Any:
    return SimpleUploadedFile(name, data, content_type=kind)
