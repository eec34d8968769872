"""A change form shows unsaved words again that the browser has kept, and saves nothing by it."""

from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from articles.admin.columns import ColumnAdmin
from articles.models import Columnist, ColumnistLink, Page
from desk.browser_autosave import UnsavedFormAdmin
from newsletters.models import Issue, Newsletter
from tests.cast import Person

WHEN = "29 November 2026, 10:41"
NO_ROWS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


def rows(prefix: str, **more: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in {**NO_ROWS, **more}.items()}


def test_every_change_form_shows_unsaved_words_again() -> None:
    """Columns have an autosave of their own, at the desk."""
    for model_admin in admin.site._registry.values():
        assert isinstance(model_admin, UnsavedFormAdmin | ColumnAdmin), model_admin


@pytest.mark.promise("Unsaved input is restored without saving anything", section="writing")
def test_unsaved_words_are_shown_and_not_saved(editor: Person) -> None:
    newsletter = Newsletter.objects.create(name="The week", slug="week")
    form_data = {"newsletter": newsletter.pk, "subject": "Lost words", "words": "<p>Some words</p>"}
    add = reverse("admin:newsletters_issue_add")
    answer = editor.client.post(add, {**form_data, **rows("issue_columns"), "restored": WHEN})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Lost words" in page
    assert "Some words" in page
    assert f"These are your unsaved changes from {WHEN}." in page
    assert "errornote" not in page
    assert "data-restored" in page
    assert not Issue.objects.exists()


def test_rows_below_are_shown_too(editor: Person) -> None:
    ada = Columnist.objects.create(name="Ada", slug="ada")
    form_data = {
        "name": "Ada",
        "slug": "ada",
        "long_bio": "Born at sea.",
        "default_wall": "",
        "then_wall": "",
        "later_wall": "",
    }
    link = {"0-label": "Her site", "0-url": "https://ada.example/", "0-position": 0}
    change = reverse("admin:articles_columnist_change", args=[ada.pk])
    page = editor.client.post(
        change, {**form_data, **rows("links", TOTAL_FORMS=1, **link), "restored": WHEN}
    ).content.decode()
    assert "Born at sea." in page
    assert "https://ada.example/" in page
    assert not ColumnistLink.objects.exists()
    ada.refresh_from_db()
    assert ada.long_bio == ""


def test_what_was_wrong_in_them_is_said_too(editor: Person) -> None:
    answer = editor.client.post(
        reverse("admin:articles_page_add"), {"title": "", "body": "<p>Kept</p>", "restored": WHEN}
    )
    page = answer.content.decode()
    assert "errornote" in page
    assert "Kept" in page
    assert not Page.objects.filter(title="").exists()


@pytest.mark.parametrize("name", ["articles_columnist", "newsletters_issue", "articles_page"])
def test_who_may_not_change_restores_nothing(moderator: Person, name: str) -> None:
    assert (
        moderator.client.post(reverse(f"admin:{name}_add"), {"restored": WHEN}).status_code == 403
    )


def test_what_the_browser_says_of_the_time_is_escaped(editor: Person) -> None:
    answer = editor.client.post(
        reverse("admin:articles_page_add"), {"restored": "<b>now</b>" + "x" * 500}
    )
    assert b"<b>now</b>" not in answer.content
    assert b"x" * 100 not in answer.content.partition(b"messagelist")[2].partition(b"</ul>")[0]
