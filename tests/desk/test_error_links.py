"""Every error of a form at the desk is named above it, with a link to its field."""

import html
from typing import Any

import pytest
from django.urls import reverse

from articles.models import Column, Columnist
from articles.publishing.save import save_column
from tests.cast import NOON, MakeColumn, Person
from tests.desk.filling import ADD, LONG, change_url, filled


def links(page: str) -> list[str]:
    """The anchors, each of which must be on the page."""
    text = page.partition('class="desk-error-links"')[2].partition("</ul>")[0]
    anchors = [part.partition('"')[0] for part in text.split('href="#')[1:]]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []
    return anchors


@pytest.mark.promise("Every error message at the desk links to its field", section="desk")
@pytest.mark.parametrize(
    ("typed", "anchors"),
    [
        ({"headline": ""}, ["id_headline", "id_slug"]),
        (
            {"headline": "A", "published_at_0": "soon", "published_at_1": "12:00"},
            ["id_published_at_0"],
        ),
        ({"headline": "A", "move": "schedule", "body": LONG}, ["id_published_at_0"]),
        (
            {"headline": "A", "bylines-0-columnist": "999", "bylines-0-position": 0},
            ["id_bylines-0-columnist"],
        ),
    ],
)
def test_errors_of_a_column_lead_to_their_fields(
    editor: Person, typed: dict[str, Any], anchors: list[str]
) -> None:
    rows = {"bylines-TOTAL_FORMS": 1} if "bylines-0-columnist" in typed else {}
    page = editor.client.post(reverse(ADD), filled(**typed, rows=rows)).content.decode()
    assert links(page) == anchors


def test_sending_back_without_a_reason_leads_to_the_note(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(state=Column.State.IN_REVIEW, published_at=None)
    page = editor.client.post(change_url(column), filled(column, move="send-back")).content.decode()
    assert links(page) == ["id_note"]
    assert "Give the reason in the note" in html.unescape(page)


def test_errors_of_other_forms_lead_to_their_fields(editor: Person) -> None:
    ada = Columnist.objects.create(name="Ada", slug="ada")
    form_data = {"name": "", "slug": "ada", "links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0}
    row = {"links-0-label": "Her site", "links-0-url": "no address", "links-0-position": 0}
    address = reverse("admin:articles_columnist_change", args=[ada.pk])
    assert links(editor.client.post(address, {**form_data, **row}).content.decode()) == [
        "id_name",
        "id_links-0-url",
    ]


def test_a_conflict_is_nothing_to_correct(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    stale = filled(column, headline="Mine")
    save_column(Column.objects.get(pk=column.pk), body="<p>Theirs.</p>", by=None, at=NOON)
    page = editor.client.post(change_url(column), stale).content.decode()
    assert "Please correct" not in page
    assert "after you had opened it. Your changes are not saved yet" in page


@pytest.mark.parametrize(
    "address",
    [
        "newsletters/issue/",
        "newsletters/issue/add/",
        "articles/topic/",
        "articles/photo/",
        "articles/columnist/add/",
    ],
)
def test_every_page_has_one_way_home(editor: Person, address: str) -> None:
    page = editor.client.get(f"/admin/{address}").content.decode()
    url = page.partition('class="breadcrumbs"')[2].partition("</div>")[0]
    assert ">Desk</a>" in url
    assert "Home" not in url
    assert "nav-sidebar" not in page
