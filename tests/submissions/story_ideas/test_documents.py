"""Files are what is in them: a table of what is taken, and of what is refused with which
sentence.
"""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from submissions.story_ideas import documents
from submissions.story_ideas.documents import check_header, safe_name
from tests.submissions.files import PDF, SVG, docx, odt, packed, picture

pytestmark = pytest.mark.promise(
    "A file's type is detected by content; bombs, macros, encryption, polyglots and false"
    " names are refused; pictures lose metadata",
    section="submissions",
)


def office(kind: str, members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(docx() if kind == "docx" else odt())) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    return packed({**own, **members}, first_stored=True)


NUL = "\x00"
TURNED = "photo\u202egpj.exe.pdf"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("report.pdf", PDF, "pdf"),
        ("REPORT.PDF", PDF, "pdf"),
        ("photo.jpeg", picture("JPEG"), "jpg"),
        ("photo.png", picture("JPEG"), "jpg"),
        ("shot.png", picture("PNG"), "png"),
        ("shot.webp", picture("WEBP"), "webp"),
        ("notes.txt", "Schlüssel\r\n".encode(), "txt"),
        ("letter.docx", docx(), "docx"),
        ("letter.odt", odt(), "odt"),
    ],
)
def test_what_is_taken(name: str, data: bytes, kind: str) -> None:
    taken = check_header(name, data)
    assert taken.kind == kind
    assert taken.name.endswith(f".{kind}")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("run.exe", b"MZ", "kind"),
        ("page.html", b"<p>", "kind"),
        ("none", PDF, "kind"),
        (".pdf", PDF, "kind"),
        ("drawing.svg", SVG, "kind"),
        ("drawing.png", SVG, "inside"),
        ("report.pdf", b"<script>alert(1)</script>%PDF-1.7 %%EOF", "inside"),
        ("report.pdf", b"%PDF-1.7 cut off", "inside"),
        ("report.pdf", docx(), "inside"),
        ("notes.txt", b"\xff\xfe\x00text", "inside"),
        ("notes.txt", b"ELF\x00\x01", "inside"),
        ("letter.docx", packed({"a.txt": b"a"}), "inside"),
        ("letter.docx", PDF, "inside"),
        ("letter.docx", b"GIF89a" + docx(), "inside"),
        ("letter.docx", docx()[:-30], "inside"),
        ("letter.odt", docx(), "inside"),
        ("letter.odt", packed({"content.xml": b"", "mimetype": b"text"}), "inside"),
        ("letter.docx", docx(word__vbaProject_bin=b"macro"), "macros"),
        ("report.pdf", PDF + b" " * documents.MOST_BYTES, "heavy"),
    ],
)
def test_what_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_header(name, data)
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")


def test_a_document_that_would_burst_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_UNPACKED", 1_000_000)
    bomb = docx(word__media_bin=b"\0" * 1_000_001)
    assert len(bomb) < 5_000
    with pytest.raises(ValidationError, match="too much packed"):
        check_header("letter.docx", bomb)


def test_what_an_archive_says_of_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its directory names ten bytes; reading goes by what comes out, and by the checksum."""
    honest = docx(word__media_bin=b"\0" * 5_000_000)
    with zipfile.ZipFile(BytesIO(honest)) as archive:
        real = archive.getinfo("word/media.bin").file_size
    lying = honest.replace(real.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(ValidationError):
        documents.validate("docx", check_header("letter.docx", lying).data)


def test_a_locked_document_is_refused() -> None:
    data = bytearray(docx())
    for mark, position in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data[start + position] |= 1
            start = data.find(mark, start + 4)
    with pytest.raises(ValidationError, match="locked with a password"):
        check_header("letter.docx", bytes(data))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_tells_nothing_of_its_camera(file_format: str) -> None:
    sent = picture(file_format)
    assert b"Secret Camera" in sent
    taken = check_header(f"photo.{documents.SUFFIXES.get(file_format.lower(), 'jpg')}", sent)
    data = documents.validate(taken.kind, taken.data)
    assert b"Secret Camera" not in data
    assert len(Image.open(BytesIO(data)).getexif()) == 0


def test_what_hides_behind_a_picture_goes() -> None:
    taken = check_header("photo.jpg", picture() + b"<script>alert(1)</script>" + docx())
    data = documents.validate(taken.kind, taken.data)
    assert b"<script>" not in data
    assert b"PK\x03\x04" not in data


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ada\\Desktop\\plan.pdf", "plan.pdf"),
        ("two\nlines\r.pdf", "twolines.pdf"),
        (TURNED, "photogpj-exe.pdf"),
        (f"a{NUL}b.pdf", "ab.pdf"),
        ('quo"te;x=<b>.pdf', "quo-te-x--b.pdf"),
        ("Überblick (2).pdf", "Überblick (2).pdf"),
        ("رسالة.pdf", "رسالة.pdf"),
        ("...pdf.pdf", "pdf.pdf"),
        ("----.pdf", "file.pdf"),
        (f"{'a' * 300}.pdf", f"{'a' * 80}.pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert safe_name(name, "pdf") == kept


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("odt", "Scripts/python/evil.py"),
        ("odt", "scripts/beanshell/Library/evil.bsh"),
        ("odt", "Basic/Standard/Module1.xml"),
        ("odt", "Dialogs/Standard/dialog-lb.xml"),
        ("odt", "Object 1"),
        ("odt", "Object 1/Basic/Standard/Module1.xml"),
        ("docx", "word/vbaProject.bin"),
        ("docx", "word\\VBAPROJECT.BIN"),
        ("docx", "word/vbaData.xml"),
        ("docx", "word/activeX/activeX1.bin"),
        ("docx", "word/embeddings/oleObject1.bin"),
        ("docx", "word/embeddings/package.bin"),
        ("docx", "word/embeddings/Sheet.xlsm"),
    ],
)
def test_macros_and_embedded_programs_are_refused(kind: str, member: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_header(f"letter.{kind}", office(kind, {member: b"x"}))
    assert refused.value.code == "macros"


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("odt", "Object 1/content.xml"),
        ("odt", "ObjectReplacements/Object 1.png"),
        ("odt", "Configurations2/accelerator/current.xml"),
        ("odt", "Pictures/basic.png"),
        ("docx", "word/embeddings/Microsoft_Excel_Sheet1.xlsx"),
        ("docx", "word/charts/chart1.xml"),
    ],
)
def test_charts_and_formulas_are_taken(kind: str, member: str) -> None:
    assert check_header(f"letter.{kind}", office(kind, {member: b"x"})).kind == kind


@pytest.mark.parametrize(
    ("relation", "target", "is_refused"),
    [
        ("oleObject", "http://evil.example/a.doc", True),
        ("attachedTemplate", "https://evil.example/a.dotm", True),
        ("attachedTemplate", "\\\\evil.example\\a.dotm", True),
        ("attachedTemplate", "file://evil.example/a.dotm", True),
        ("attachedTemplate", "file:///C:\\Users\\Ada\\Letter.dotx", False),
        ("attachedTemplate", "Normal.dotm", False),
        ("frame", "http://evil.example/", True),
        ("hyperlink", "https://harmless.example/", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_parts_that_are_fetched_from_elsewhere_are_refused(
    encoding: str, relation: str, target: str, is_refused: bool
) -> None:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{relation}"
    relations = (
        f'<?xml version="1.0" encoding="{encoding}"?><Relationships><Relationship Id="r1"'
        f' Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode(encoding)
    data = office("docx", {"word/_rels/settings.xml.rels": relations})
    if not is_refused:
        assert documents.clean_archive(data) == data
        return
    with pytest.raises(ValidationError) as refused:
        documents.clean_archive(data)
    assert refused.value.code == "macros"
