"""Tests of corrections: dated, on the page and linked from its top, in feeds and in structured
data.
"""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Column, Correction
from tests.cast import DAY, NOON, MakeColumn, Person


def correct(person: Person, column: Column, text: str = "The harbour is at Brest.") -> int:
    address = reverse("admin:articles_column_correct", args=[column.pk])
    return int(person.client.post(address, {"text": text}).status_code)


@pytest.mark.promise(
    "A correction appears on the page, in the feed and in JSON-LD at once",
    section="publishing",
)
def test_it_stands_everywhere_at_once(editor: Person, make_column: MakeColumn) -> None:
    column = make_column("free", published_at=NOON - DAY)
    before = Client().get(column.get_absolute_url()).content.decode()
    assert "#corrections" not in before
    assert correct(editor, column) == 302
    page = Client().get(column.get_absolute_url()).content.decode()
    assert 'href="#corrections"' in page
    assert "The harbour is at Brest." in page
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert match
    data = json.loads(match[1])
    assert data["correction"][0]["text"] == "The harbour is at Brest."
    assert data["dateModified"] == NOON.isoformat()
    assert "The harbour is at Brest." in Client().get(reverse("articles:feed")).content.decode()
    column.refresh_from_db()
    assert (column.version, column.updated_at) == (2, NOON)
    newest = column.revisions.first()
    assert newest is not None
    assert (newest.saved_by, newest.why) == (editor.user, "Correction added")
    assert newest.snapshot["corrections"][0]["text"] == "The harbour is at Brest."


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_an_empty_or_endless_one_is_refused(
    editor: Person, make_column: MakeColumn, text: str
) -> None:
    assert correct(editor, make_column(), text) == 400
    assert not Correction.objects.exists()


def test_what_has_not_appeared_needs_none(editor: Person, make_column: MakeColumn) -> None:
    assert correct(editor, make_column(state=Column.State.DRAFT, published_at=None)) == 400
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("columnist", 404), ("moderator", 403), ("publisher", 403), ("subscriber", 302)],
)
def test_editors_correct(
    who: str, status: int, request: pytest.FixtureRequest, make_column: MakeColumn
) -> None:
    person: Person = request.getfixturevalue(who)
    assert correct(person, make_column()) == status
    assert not Correction.objects.exists()


@pytest.mark.promise(
    "A double click saves and corrects once; a form that was sent twice says so and keeps later"
    " input",
    section="writing",
)
def test_a_double_click_corrects_once(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(published_at=NOON - DAY)
    assert [correct(editor, column), correct(editor, column)] == [302, 302]
    assert correct(editor, column, "Another.") == 302
    column.refresh_from_db()
    assert (column.corrections.count(), column.version) == (2, 3)


def test_the_desk_says_beside_the_field_that_a_correction_is_read_by_all(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column("subscribers", published_at=NOON - DAY)
    for name in ("correct", "change"):
        page = editor.client.get(
            reverse(f"admin:articles_column_{name}", args=[column.pk])
        ).content.decode()
        assert "do not quote" in page, name
    correct(editor, column, "It said Tuesday.")
    assert "It said Tuesday." in Client().get(column.get_absolute_url()).content.decode()
