"""Files of story ideas: looked at by their heads in the request, read to their end by the
worker.
"""

import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles import sandboxed_process
from articles.forms.reader_fields import LineField, TextField
from articles.photos import renditions
from operations import scheduled
from submissions.models import IdeaFile, StoryIdea
from submissions.story_ideas import documents, form_stamp, inbox
from submissions.tasks import check_idea_file
from tests.articles import pictures
from tests.cast import NOON, SECOND, Person
from tests.submissions.files import PDF, docx, odt, packed, picture, upload

pytestmark = pytest.mark.slow

ADDRESS = "/story-ideas/"


@pytest.fixture
def mark(noon: Any) -> str:
    made = form_stamp.fresh(NOON)
    noon.shift(10 * SECOND)
    return made


def send(mark: str, **fields: Any) -> Any:
    return Client().post(ADDRESS, {"text": "The harbour.", "consent": "on", "page": mark, **fields})


def desk_page(file: IdeaFile) -> str:
    return reverse("admin:submissions_storyidea_change", args=[file.idea_id])


def desk_file(file: IdeaFile) -> str:
    return reverse("admin:submissions_storyidea_file", args=[file.idea_id, file.pk])


# In the request


@pytest.mark.promise("No stranger's file is decoded inside a request", section="hostile")
@pytest.mark.django_db
def test_no_stranger_has_anything_decoded(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandboxed_process, "run", lambda *args: pytest.fail("decoded in a request"))
    monkeypatch.setattr(renditions, "read", lambda *args: pytest.fail("decoded in a request"))
    answer = send(
        mark,
        file_1=upload("a.jpg", picture()),
        file_2=upload("b.docx", docx()),
        file_3=upload("c.pdf", PDF),
    )
    assert answer.status_code == 302
    assert list(IdeaFile.objects.values_list("kind", "is_ready")) == [
        ("jpg", False),
        ("docx", False),
        ("pdf", True),
    ]
    assert DBTaskResult.objects.filter(task_path="submissions.tasks.check_idea_file").count() == 2


@pytest.mark.django_db
def test_files_are_looked_at_when_all_else_is_right(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        documents, "check_header", lambda *args: pytest.fail("looked at for nothing")
    )
    for wrong in (
        {"text": ""},
        {"consent": ""},
        {"email": "none"},
        {"page": "made-up"},
        {"column": "no-such"},
    ):
        assert send(mark, **{"file_1": upload("a.jpg", picture()), **wrong}).status_code == 200


@pytest.mark.django_db
def test_a_jpeg_of_many_scans_is_refused_at_once(mark: str) -> None:
    bomb = upload("a.jpg", pictures.with_scans(400, (10_000, 6_000)))
    start = time.process_time()
    answer = send(mark, file_1=bomb)
    assert time.process_time() - start < 1
    assert renditions.TOO_MANY_SCANS in answer.content.decode()


@pytest.mark.promise("Every POST counts before its body is read", section="hostile")
@pytest.mark.django_db
def test_every_post_counts_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms that are wrong in everything but the file count too."""
    client = Client(enforce_csrf_checks=True)
    for _ in range(30):
        assert client.post(ADDRESS, {"file_1": upload("a.jpg", picture())}).status_code == 403
    answer = client.post(ADDRESS, {"file_1": upload("a.jpg", picture())})
    assert answer.status_code == 429
    assert "hour" in answer.content.decode() or "minute" in answer.content.decode()
    assert client.get(ADDRESS).status_code == 200
    assert Client(REMOTE_ADDR="198.51.100.9").post(ADDRESS, {"text": ""}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most"),
    [("/comments/notice/", 30), ("/donate/", 90), (None, 90)],
    ids=["notice", "donate", "gift"],
)
def test_other_forms_of_strangers_count_every_post(path: str | None, most: int) -> None:
    address = path or reverse("subscriptions:gift")
    codes = [Client().post(address, {}).status_code for _ in range(most + 1)]
    assert 429 not in codes[:most]
    assert codes[most] == 429


@pytest.mark.parametrize("field", [TextField(longest=10_000), LineField(max_length=120)])
def test_a_text_far_too_long_is_not_cleaned(field: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "articles.text.reader_text.cleaned", lambda text: pytest.fail("cleaned for nothing")
    )
    with pytest.raises(ValidationError, match="it has 4,800,000"):
        field.clean("x" * 4_800_000)


def test_what_nobody_sees_counts_for_nobody() -> None:
    assert TextField(longest=100).clean("é\u202e\r\n" * 33) == "\n".join(["é"] * 33)


# By the worker


def received(mark: str, name: str, data: bytes) -> IdeaFile:
    assert send(mark, file_1=upload(name, data)).status_code == 302
    return IdeaFile.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_there_once_it_is_clean(mark: str, editor: Person, file_format: str) -> None:
    file = received(mark, "a.jpg", picture(file_format))
    before = file.file.path
    assert editor.client.get(desk_file(file)).status_code == 404
    html = editor.client.get(desk_page(file)).content.decode()
    assert "Still being checked" in html
    assert desk_file(file) not in html
    check_idea_file.call(file.pk)
    assert desk_file(file) in editor.client.get(desk_page(file)).content.decode()
    answer: Any = editor.client.get(desk_file(file))
    data = b"".join(answer.streaming_content)
    assert b"Secret Camera" not in data
    file.refresh_from_db()
    assert (file.size, file.is_ready) == (len(data), True)
    assert before != file.file.path
    assert not file.file.storage.exists(before)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.jpg", pictures.jpeg()[:4000], renditions.DAMAGED),
        ("a.docx", docx(word__media_bin=b"\0" * 90_000_000), ""),
        ("a.docx", docx().replace(b"PK\x03\x04", b"PK\x03\x05", 1), ""),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_gone(
    mark: str, editor: Person, name: str, data: bytes, sentence: str
) -> None:
    answer = send(mark, file_1=upload(name, data))
    if not sentence:  # refused by its head
        assert answer.status_code == 200
        return
    file = IdeaFile.objects.get()
    check_idea_file.call(file.pk)
    file.refresh_from_db()
    assert file.error == sentence
    assert not file.file.storage.exists(str(file.file.name))
    assert sentence in editor.client.get(desk_page(file)).content.decode()
    assert editor.client.get(desk_file(file)).status_code == 404
    check_idea_file.call(file.pk)


@pytest.mark.django_db
def test_an_idea_that_was_deleted_meanwhile_leaves_no_bytes(
    mark: str, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    file = received(mark, "a.jpg", picture())
    folder, finished = file.file.storage.path("story-ideas"), documents.validate

    def and_delete(kind: str, data: bytes) -> bytes:
        StoryIdea.objects.all().delete()
        return finished(kind, data)

    monkeypatch.setattr(documents, "validate", and_delete)
    before = set(_names(folder)) - {str(file.file.name).rpartition("/")[2]}
    with django_capture_on_commit_callbacks(execute=True):
        inbox.check_file(file.pk)
    assert set(_names(folder)) == before


def _names(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


def lying(data: bytes, real: int) -> bytes:
    """An archive whose lists name ten bytes for a member that has more."""
    return data.replace(real.to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    "data",
    [
        lying(docx(word__media_bin=b"\0" * 5_000_000), 5_000_000),
        packed(
            {"[Content_Types].xml": b"<Types/>", "word/document.xml": b""}, first_stored=True
        ).replace(b"s/>", b"s?>"),
    ],
)
def test_what_an_archive_says_of_itself_is_not_believed(data: bytes) -> None:
    with pytest.raises(ValidationError):
        documents.validate("docx", data)


@pytest.mark.parametrize(("kind", "data"), [("docx", docx()), ("odt", odt())])
def test_a_whole_document_stays_as_it_is(kind: str, data: bytes) -> None:
    assert documents.validate(kind, data) == data


@pytest.mark.parametrize(
    "data",
    [
        docx(**{f"word__media{number}": b"" for number in range(2_001)}),
        packed(
            {
                "[Content_Types].xml": b"",
                "word/document.xml": b"",
                **{f"{'a' * 600}{n}": b"" for n in range(1_900)},
            }
        ),
    ],
)
def test_an_archive_of_many_members_is_refused_unread(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zipfile.ZipFile", lambda *args: pytest.fail("read"))
    with pytest.raises(ValidationError, match="too much packed"):
        documents.check_header("a.docx", data)


# Good files that were refused


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PDF,
        b"\n" + PDF,
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nLink: <https://a.example/>;"
        b" rel=canonical\r\n\r\n" + PDF,
        b"\0" * 1_000 + PDF,
        PDF + b"\0" * 3_000,
        PDF + b"\n" * 3_000,
        PDF + b"\r\n \t" * 3_000,
        PDF + b"signed" * 300,
    ],
)
def test_a_pdf_with_bytes_around_it_is_taken(data: bytes) -> None:
    assert documents.check_header("a.pdf", data).kind == "pdf"


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><p>%PDF-1.7 %%EOF",
        b"<html>" + PDF,
        b"  <?xml version='1.0'?>" + PDF,
        b"\0" * 1_025 + PDF,
        PDF[:-7],
        b"%PDF-",
        b"",
    ],
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError):
        documents.check_header("a.pdf", data)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
def test_a_text_in_another_encoding_is_kept_as_utf_8(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    document = documents.check_header("a.txt", mark + "Zürich\r\n".encode(encoding))
    assert document.data.decode() == "Zürich\r\n"


def test_quotation_marks_of_windows_stay() -> None:
    assert (
        documents.check_header("a.txt", b"\x93Yes\x94 \x96 50 \x80").data.decode() == "“Yes” – 50 €"
    )


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\0text", b"MZ\x90\0", b"\x81\x8d", b"\xff\xfe\0\xd8", "Zü".encode("utf-16-le")],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError, match="not what is in it"):
        documents.check_header("a.txt", data)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.heic", "a"])
@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"heim", b"hevx", b"msf1", b"mif1"])
def test_a_picture_of_a_phone_is_named(name: str, brand: bytes) -> None:
    with pytest.raises(
        ValidationError, match=r"This is a HEIC file.*Send the picture as a JPEG, PNG or WebP file"
    ):
        documents.check_header(name, pictures.box(brand, b"mif1"))


@pytest.mark.parametrize("data", [pictures.png(pictures.itxt(2_000_000)), pictures.jpeg()[:-2]])
def test_a_picture_with_faults_that_do_not_show_is_taken(data: bytes) -> None:
    document = documents.check_header("a.jpg", data)
    assert documents.validate(document.kind, document.data)


SEEDS = {
    "a.pdf": PDF,
    "a.docx": docx(),
    "a.odt": odt(),
    "a.txt": "Zürich".encode("utf-16"),
    "a.jpg": picture(),
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[draw(st.sampled_from(sorted(SEEDS)))])
    for _ in range(draw(st.integers(0, 4))):
        position = draw(st.integers(0, len(data)))
        data[position : position + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return draw(
        st.one_of(st.just(name), st.text(max_size=20).map(lambda stem: f"{stem}.{name[2:]}"))
    ), bytes(data)


@hypothesis_settings(max_examples=200, deadline=500, derandomize=True)
@given(damaged())
def test_any_file_is_taken_or_refused_in_a_sentence(file: tuple[str, bytes]) -> None:
    """Both at once here: in the request and, in this process, what the worker does."""
    refusals = []
    try:
        document = documents.check_header(*file)
        if not document.is_checked:
            getattr(documents, documents.VALIDATORS[document.kind])(document.data)
    except ValidationError as refused:
        refusals = refused.messages
    assert all(re.search(r"[.!]$", sentence) for sentence in refusals)


# Checks that were lost


@pytest.mark.promise(
    "A lost check of an uploaded file is repeated or abandoned",
    section="submissions",
)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "states", "checks", "is_given_up"),
    [
        (59, [], 0, False),
        (60, [], 1, False),  # the process died before it was queued
        (60, ["FAILED"], 2, False),
        (60, ["SUCCESSFUL"], 2, False),
        (60, ["READY"], 1, False),  # the worker is behind
        (600, ["FAILED", "RUNNING"], 2, False),
        (60, ["FAILED", "FAILED"], 2, True),
    ],
)
def test_a_check_that_was_lost_is_made_again_or_given_up(
    minutes: int, states: list[str], checks: int, is_given_up: bool, mark: str, editor: Person
) -> None:
    file = received(mark, "a.jpg", picture())
    DBTaskResult.objects.all().delete()
    for state in states:
        DBTaskResult.objects.filter(pk=check_idea_file.enqueue(file.pk).id).update(status=state)
    sent_at = StoryIdea.objects.get().sent_at
    scheduled.run(at=sent_at + timedelta(minutes=minutes))
    assert DBTaskResult.objects.filter(task_path=check_idea_file.module_path).count() == checks
    page = editor.client.get(desk_page(file)).content.decode()
    assert ("Still being checked" in page) is not is_given_up
    assert (inbox.NOT_CHECKED in page) is is_given_up
    assert Path(file.file.path).exists() is not is_given_up
    scheduled.run(at=sent_at + timedelta(minutes=minutes))
    assert DBTaskResult.objects.filter(task_path=check_idea_file.module_path).count() == checks, (
        "queued once"
    )
