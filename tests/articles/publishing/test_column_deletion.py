"""Tests of deleting a column at the desk: a plain confirmation, or the reason why it is not
possible.
"""

import html

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from articles.models import Column, Columnist
from articles.publishing import autosave, workflow
from articles.publishing.save import save_column
from tests.cast import DAY, NOON, MakeColumn, Person

State = Column.State


def delete_url(column: Column) -> str:
    return reverse("admin:articles_column_delete", args=[column.pk])


def text_of(person: Person, column: Column, *, status: int = 200) -> str:
    answer = person.client.get(delete_url(column))
    assert answer.status_code == status
    return " ".join(
        html.unescape(strip_tags(answer.content.decode().partition('id="content"')[2])).split()
    )


def test_the_question_names_what_will_be_gone(
    editor: Person, make_column: MakeColumn, columnist: Person
) -> None:
    column = make_column(headline="Not this one", state=State.DRAFT, published_at=None)
    assert "The column will be gone. This cannot be undone." in text_of(editor, column)
    for number in range(5):
        save_column(column, body=f"<p>Text {number}.</p>", by=None, at=NOON)
    workflow.record(column, by=editor.user, at=NOON, note="Too thin.")
    page = text_of(editor, column)
    assert "Not this one" in page
    assert "The column, its 6 versions and its notes will be gone." in page
    for word in ("Column topic", "Column text", "Autosave", "Open form", "Revision"):
        assert word not in page


def test_the_question_names_work_of_others(
    editor: Person, columnist: Person, make_column: MakeColumn
) -> None:
    column = make_column(state=State.DRAFT, published_at=None)
    autosave.mark_open(column, columnist.user, at=NOON)
    autosave.save(
        form="a" * 20, user=columnist.user, column=column, form_data={"headline": ["Mine"]}, at=NOON
    )
    page = text_of(editor, column)
    assert f"{columnist.user} has this column open now." in page
    assert f"Unsaved changes by {columnist.user} will be gone too." in page
    assert editor.client.post(delete_url(column), {"post": "yes"}).status_code == 302
    assert not Column.objects.exists()


@pytest.mark.promise("A column that cannot be deleted says why", section="desk")
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "To take it off the site, press “Withdraw” in its form."),
        ({"state": State.WITHDRAWN}, "readers no longer see it."),
        ({"published_at": NOON - DAY, "expires_at": NOON}, "readers no longer see it."),
        ({"published_at": NOON + DAY}, "press “Take off the schedule”, clear the date"),
        (
            {"state": State.APPROVED, "published_at": NOON + DAY},
            "clear the date under “Appears” and save",
        ),
    ],
)
def test_what_cannot_be_deleted_says_why(
    editor: Person, make_column: MakeColumn, fields: dict[str, object], reason: str
) -> None:
    column = make_column(**fields)  # type: ignore[arg-type]  # of any field
    assert reason in text_of(editor, column, status=403)
    assert (
        reverse("admin:articles_column_change", args=[column.pk])
        in editor.client.get(delete_url(column)).content.decode()
    )
    assert editor.client.post(delete_url(column), {"post": "yes"}).status_code == 403
    assert Column.objects.exists()


def test_a_columnist_is_told_who_deletes(columnist: Person, make_column: MakeColumn) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(state=State.DRAFT, published_at=None, columnists=(own,))
    assert "Only editors delete columns." in text_of(columnist, column, status=403)


def test_nothing_is_said_of_a_column_of_somebody_else(
    columnist: Person, make_column: MakeColumn
) -> None:
    column = make_column(headline="Secret", state=State.DRAFT, published_at=None)
    answer = columnist.client.get(delete_url(column), follow=True)
    assert "Secret" not in answer.content.decode()
