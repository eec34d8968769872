"""The house's own pages begin with words that are true of this version."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from articles.models import Page

pytestmark = pytest.mark.promise(
    "Personal data of reports and notices is deleted a year after the decision, and the default pages say so",
    section="comments",
)


LAST = import_module("comments.migrations.0005_what_is_kept_of_readers")


@pytest.mark.parametrize(
    "words", ["A video is the one exception", "A history of what you read", "When you comment", "When we write to you"]
)
@pytest.mark.django_db
def test_the_privacy_page_tells_what_is_kept(words: str) -> None:
    body = Page.objects.get(slug="privacy").body
    assert body.count(words) == 1
    assert (
        body.index("When you have an account") < body.index("When you pay") < body.index("When you write to the desk")
    )


@pytest.mark.django_db
def test_the_guidelines_tell_of_reasons_and_appeals() -> None:
    body = Page.objects.get(slug="guidelines").body
    assert "you can appeal once" in body
    assert "write to us" not in body


@pytest.mark.django_db
def test_what_the_desk_has_written_stays() -> None:
    Page.objects.filter(slug__in=["privacy", "guidelines"]).update(body="<p>Our own words.</p>")
    LAST.say_so(apps, connection.schema_editor())
    assert set(Page.objects.filter(slug__in=["privacy", "guidelines"]).values_list("body", flat=True)) == {
        "<p>Our own words.</p>"
    }
