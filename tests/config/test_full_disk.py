"""A full disk is told kindly, and nothing is half written."""

import errno
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, OperationalError
from django.test import Client

from articles.admin.names import TopicAdmin
from articles.models import Photo, Topic
from config.errors import is_full_disk
from tests.articles.photos.test_admin_photos import WORDS, picture


def fail(*args: Any, **kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.promise("A full disk gives a 503 with a message", section="operations")
@pytest.mark.django_db
def test_an_upload_to_a_full_disk(admin_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileSystemStorage, "_save", fail)
    answer = admin_client.post("/admin/articles/photo/add/", {**WORDS, "picture": picture()})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "nothing was changed" in answer.content.decode()
    assert not Photo.objects.exists()


@pytest.mark.promise("A failed save is never reported as saved", section="operations")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (OperationalError("database or disk is full"), 503),
        (OperationalError("server closed the connection unexpectedly"), 503),
        (IntegrityError("deferred constraint"), 500),
        (ValueError("Field 'id' expected a number but got 'x'."), 400),
    ],
)
def test_a_save_that_is_undone_leaves_no_message(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, problem: Exception, status: int
) -> None:
    """The admin says "was added" before COMMIT, which is where a full disk is first noticed."""
    respond = TopicAdmin.response_add

    def respond_and_fail(*args: Any, **kwargs: Any) -> None:
        respond(*args, **kwargs)
        raise problem

    admin_client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(TopicAdmin, "response_add", respond_and_fail)
        answer = admin_client.post("/admin/articles/topic/add/", {"name": "Tides", "slug": "tides"})
    assert answer.status_code == status
    assert not Topic.objects.filter(slug="tides").exists()
    assert "was added" not in admin_client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("problem", "is_full"),
    [
        (OSError(errno.ENOSPC, "x"), True),
        (OSError(errno.EDQUOT, "x"), True),
        (OperationalError("database or disk is full"), True),
        (OSError(errno.ENOENT, "x"), False),
        (OperationalError("database is locked"), False),
    ],
)
def test_full_disk_errors_are_recognised(problem: Exception, is_full: bool) -> None:
    assert is_full_disk(problem) is is_full
