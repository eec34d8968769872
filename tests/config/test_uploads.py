"""Files sent to addresses that take none are refused before anything is stored."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.uploads import TAKE_FILES
from tests.cast import MakeColumn, Person

BIG = 3 * 1024 * 1024  # above FILE_UPLOAD_MAX_MEMORY_SIZE: Django would write it to disk

pytestmark = pytest.mark.promise(
    "Files sent to an address that takes none are refused before they are stored", section="hostile"
)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that Django begins to store, in memory or on disk."""
    names: list[str] = []
    for handler in (
        uploadhandler.MemoryFileUploadHandler,
        uploadhandler.TemporaryFileUploadHandler,
    ):

        def new_file(self: Any, *args: Any, begin: Any = handler.new_file, **kwargs: Any) -> Any:
            names.append(str(args[1]))
            return begin(self, *args, **kwargs)

        monkeypatch.setattr(handler, "new_file", new_file)
    return names


def send(client: Client, path: str, size: int = BIG, **fields: str) -> Any:
    return client.post(path, {**fields, "file_1": SimpleUploadedFile("big.bin", b"x" * size)})


@pytest.mark.parametrize("size", [10, BIG])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/accounts/login/",
        "/accounts/signup/",
        "/admin/login/",
        "/contracts/cancel/",
        "/donate/",
        "/comments/notice/",
        "/newsletters/",
        "/account/name/",
        "/admin/articles/column/add/",
        "/admin/articles/photo/",
    ],
)
def test_a_file_where_none_is_taken(path: str, size: int, stored: list[str], db: None) -> None:
    """The CSRF check reads the form wherever a browser has the cookie; other addresses may not read
    it at all.
    """
    checked, unchecked = Client(enforce_csrf_checks=True), Client()
    assert send(checked, path, size).status_code in {400, 403}
    checked.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert send(checked, path, size).status_code == 400
    assert send(unchecked, path, size).status_code in {302, 400, 405}
    assert stored == []


def test_a_comment_with_a_file(
    registered: Person, make_column: MakeColumn, stored: list[str]
) -> None:
    path = reverse("comments:thread", args=[make_column("free").slug])
    assert send(registered.client, path, text="Hello", name="Rosa Quill").status_code == 400
    assert stored == []


@pytest.mark.parametrize("name", sorted(each for each in TAKE_FILES if each.startswith("admin:")))
@pytest.mark.parametrize("enforce", [True, False])
def test_a_strangers_file_at_the_desk(
    name: str, enforce: bool, registered: Person, stored: list[str]
) -> None:
    path = reverse(name, args=[1] if name.endswith("replace") else [])
    stranger = Client(enforce_csrf_checks=enforce)
    stranger.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    for client in (stranger, registered.client):
        assert send(client, path).status_code in {302, 403}
    assert stored == []


def test_the_desks_own_files_and_readers_documents_are_taken(
    editor: Person, stored: list[str]
) -> None:
    send(editor.client, reverse("admin:articles_photo_upload"))
    send(Client(), reverse("submissions:story-ideas"), 10)
    assert len(stored) >= 2
