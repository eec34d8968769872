"""Tests of the background task for AVIF renditions: once, and without errors for deleted photos."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult
from PIL import Image

from articles.models import Photo
from articles.photos import library
from articles.photos.library import PhotoTexts
from articles.tasks import lighten_photo
from articles.templatetags.articles import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(django_capture_on_commit_callbacks: Any) -> Photo:
    buffer = BytesIO()
    Image.new("RGB", (300, 200), "teal").save(buffer, "PNG")
    buffer.seek(0)
    with django_capture_on_commit_callbacks(execute=True):
        return library.get_or_create(buffer, PhotoTexts(alt="The sea"))


@pytest.mark.promise("The worker makes the AVIF renditions", section="photos")
def test_a_new_photo_waits_for_the_worker(
    photo: Photo, django_capture_on_commit_callbacks: Any
) -> None:
    assert not photo.files("wide", "avif")
    waiting = DBTaskResult.objects.get()
    assert (waiting.task_path, waiting.args_kwargs["args"]) == (
        "articles.tasks.lighten_photo",
        [photo.pk],
    )
    waiting.task.call(*waiting.args_kwargs["args"])
    photo.refresh_from_db()
    assert [file["width"] for file in photo.files("wide", "avif")] == [300]
    with django_capture_on_commit_callbacks(execute=True):
        photo.save()
    assert DBTaskResult.objects.count() == 1, "only a new photo waits"


@pytest.mark.promise("The worker makes the AVIF renditions", section="photos")
def test_pages_offer_the_lightest_first(photo: Photo) -> None:
    assert "image/avif" not in picture(photo)
    library.add_avif(photo)
    html = picture(photo)
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")


def test_it_is_done_once(photo: Photo) -> None:
    lighten_photo.call(photo.pk)
    photo.refresh_from_db()
    before = list(photo.renditions)
    lighten_photo.call(photo.pk)
    photo.refresh_from_db()
    assert photo.renditions == before


def test_what_has_gone_meanwhile_is_no_trouble(photo: Photo) -> None:
    lighten_photo.call(photo.pk + 1)
    (settings.MEDIA_ROOT / "private" / str(photo.original.name)).unlink()
    lighten_photo.call(photo.pk)
    photo.refresh_from_db()
    assert not photo.files("wide", "avif")
