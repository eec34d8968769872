"""Tests of previews at the desk, in the place of any reader, saved or not; nothing is counted."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.responses import PRIVATE
from articles.models import Autosave, Column, Columnist
from subscriptions.models import FreeRead, MeterPolicy, Refusal, Wall
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person, prose
from tests.desk.filling import filled

pytestmark = pytest.mark.promise(
    "A draft is previewed as any kind of reader, at both widths, saved or unsaved; nothing is"
    " counted or cached",
    section="preview",
)


HIDDEN = "Paragraph-nine"
BODY = prose(8) + f"<p>{HIDDEN} ends it.</p>"


def page_of(person: Person, column: Column, part: str) -> str:
    answer = person.client.get(
        reverse("admin:articles_column_preview_page", args=[column.pk]), {"as": part}
    )
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("part", "granted", "said"),
    [
        ("stranger-3", True, "You have 2 free columns left this month."),
        ("stranger-2", True, "You have 1 free column left this month."),
        ("stranger-1", True, "This is your last free column this month."),
        ("stranger-0", False, "read all 3 of your free columns this month."),
        ("account", True, "You have 4 free columns left this month."),
        ("account-0", False, "read all 5 of your free columns this month."),
        ("subscriber", True, "Give this column to a friend"),
        ("robot", False, "Many new readers have come from your network this month"),
    ],
)
def test_a_metered_draft_as_each_reader_gets_it(
    editor: Person, make_column: MakeColumn, part: str, granted: bool, said: str
) -> None:
    column = make_column(body=BODY, state=Column.State.DRAFT, published_at=None)
    page = page_of(editor, column, part)
    assert (HIDDEN in page) is granted
    assert said in page.replace("’", "'").replace("&#x27;", "'")
    assert ('class="wall"' in page) is not granted


@pytest.mark.parametrize(
    ("wall", "opened"),
    [
        (Wall.FREE, {"stranger-3", "stranger-0", "account", "subscriber", "robot"}),
        (Wall.REGISTERED, {"account", "account-0", "subscriber"}),
        (Wall.SUBSCRIBERS, {"subscriber"}),
    ],
)
def test_the_wall_decides_in_everybodys_place(
    editor: Person, make_column: MakeColumn, wall: Wall, opened: set[str]
) -> None:
    column = make_column(body=BODY, wall=wall)
    for part in ("stranger-3", "stranger-0", "account", "account-0", "subscriber", "robot"):
        is_visible = HIDDEN in page_of(editor, column, part)
        assert is_visible is (part in opened or wall == Wall.FREE), part


def test_nothing_is_counted_noted_or_kept(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(body=BODY)
    for part in ("stranger-3", "stranger-0", "account", "robot"):
        page_of(editor, column, part)
    assert not FreeRead.objects.exists()
    assert not Refusal.objects.exists()


def test_the_strangers_follow_the_policy(editor: Person, make_column: MakeColumn) -> None:
    MeterPolicy.objects.update(anonymous=1)
    answer = editor.client.get(
        reverse("admin:articles_column_preview", args=[make_column().pk])
    ).content.decode()
    assert "A stranger with 1 left" in answer
    assert "A stranger with 2 left" not in answer


def test_a_page_for_looking_is_framed_by_us_alone(editor: Person, make_column: MakeColumn) -> None:
    answer = editor.client.get(
        reverse("admin:articles_column_preview_page", args=[make_column().pk])
    )
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert PRIVATE in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.promise("The search engine's view is shown and checked", section="preview")
def test_what_a_search_engine_reads_is_shown_and_checked(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(body=BODY, headline="H" * 111)
    address = reverse("admin:articles_column_preview", args=[column.pk])
    answer = editor.client.get(address, {"as": "robot"}).content.decode()
    assert "isAccessibleForFree" in answer
    assert "111 characters of 110." in answer
    assert "Declared, and the page marks the hidden part" in answer
    assert HIDDEN not in answer


def test_what_is_typed_is_shown_before_it_is_saved(editor: Person, make_column: MakeColumn) -> None:
    column, ada = (
        make_column(headline="Before"),
        Columnist.objects.create(name="Ada Brook", slug="ada-brook"),
    )
    form_data = filled(column, headline="Typed just now", body=BODY, by=(ada,))
    autosave(editor, form_data, column)
    page = draft_preview(editor)
    assert "Typed just now" in page
    assert HIDDEN in page
    assert "Ada Brook" in page
    column.refresh_from_db()
    assert (column.headline, column.version) == ("Before", 1)


def test_a_new_column_is_shown_before_it_is_saved(editor: Person) -> None:
    autosave(
        editor, filled(headline="Not there yet", body=BODY + "<script>alert(1)</script>"), None
    )
    page = draft_preview(editor)
    assert "Not there yet" in page
    assert HIDDEN in page
    assert "alert(1)" not in page
    assert not Column.objects.exists()


@pytest.mark.parametrize(
    "fields", [{}, {"published_at_0": ["soon"], "bylines-TOTAL_FORMS": ["x"], "wall": ["none"]}]
)
def test_a_half_filled_form_is_shown_as_far_as_it_goes(
    editor: Person, fields: dict[str, list[str]]
) -> None:
    Autosave.objects.create(form="word", user=editor.user, form_data=fields, saved_at=NOON)
    assert draft_preview(editor)


@pytest.mark.promise("Nobody sees another user's unsaved text", section="preview")
def test_unsaved_text_of_another_user_cannot_be_previewed(
    editor: Person, make_reader: MakeReader
) -> None:
    autosave(editor, filled(headline="Mine alone"), None)
    chief = Client()
    chief.force_login(make_reader("chief", is_staff=True, is_superuser=True))
    for name in ("admin:articles_column_preview_typed", "admin:articles_column_preview_typed_page"):
        assert chief.get(reverse(name, args=["word"])).status_code == 404


def test_a_columnist_looks_at_the_own_columns_only(
    columnist: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    for name in ("admin:articles_column_preview", "admin:articles_column_preview_page"):
        assert columnist.client.get(reverse(name, args=[column.pk])).status_code == 404


def test_a_column_to_come_is_shown_as_on_its_day(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(published_at=NOON + 3 * DAY)
    answer = editor.client.get(
        reverse("admin:articles_column_preview", args=[column.pk])
    ).content.decode()
    assert "21 November 2026, 12:00" in answer


def autosave(person: Person, form_data: dict[str, object], column: Column | None) -> None:
    fields = {
        name: value if isinstance(value, list) else [str(value)]
        for name, value in form_data.items()
    }
    Autosave.objects.create(
        form="word", user=person.user, column=column, form_data=fields, saved_at=NOON
    )


def draft_preview(person: Person) -> str:
    assert (
        person.client.get(reverse("admin:articles_column_preview_typed", args=["word"])).status_code
        == 200
    )
    answer = person.client.get(
        reverse("admin:articles_column_preview_typed_page", args=["word"]), {"as": "subscriber"}
    )
    assert answer.status_code == 200
    return answer.content.decode()
