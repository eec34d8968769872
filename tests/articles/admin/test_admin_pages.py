"""Tests of static pages at the desk: sanitized like columns, readable with the view permission."""

import pytest
from django.urls import reverse

from articles.models import Page
from tests.cast import Person


@pytest.fixture
def about(db: None) -> Page:
    return Page.objects.create(
        slug="about-the-desk", title="About the desk", body="<p>Who we are.</p>"
    )


def address(page: Page) -> str:
    return reverse("admin:articles_page_change", args=[page.pk])


def test_an_editor_rewrites_a_page_and_its_html_is_cleaned(editor: Person, about: Page) -> None:
    form = {
        "title": "About",
        "slug": about.slug,
        "position": 1,
        "body": "<p>We are new.</p><script>x()</script>",
    }
    assert editor.client.post(address(about), form).status_code == 302
    about.refresh_from_db()
    assert (about.title, about.body) == ("About", "<p>We are new.</p>")


def test_a_moderator_reads_a_page_and_changes_nothing(moderator: Person, about: Page) -> None:
    assert "<p>Who we are.</p>" in moderator.client.get(address(about)).content.decode()
    assert moderator.client.post(address(about), {"title": "Forged"}).status_code == 403


def test_only_a_column_has_a_place_where_its_opening_ends(editor: Person) -> None:
    offered = {
        name: "TeaserBreak" in editor.client.get(reverse(f"admin:{name}_add")).content.decode()
        for name in ("articles_column", "articles_page", "newsletters_issue")
    }
    assert offered == {"articles_column": True, "articles_page": False, "newsletters_issue": False}
