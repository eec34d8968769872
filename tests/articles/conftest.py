"""Whom and what the columns of these tests are filed under."""

import pytest

from articles.models import Columnist, Topic


@pytest.fixture
def ada(db: None) -> Columnist:
    return Columnist.objects.create(name="Ada Quill", slug="ada-quill", short_bio="Ada Quill keeps bees.")


@pytest.fixture
def harbours(db: None) -> Topic:
    return Topic.objects.create(name="Harbours", slug="harbours")
