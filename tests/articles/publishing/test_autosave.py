"""Tests of autosave: stored while typing, offered again, deleted after the save, private."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.models import Autosave, CacheVersion, Column, Columnist, OpenForm
from articles.publishing import autosave
from articles.text import length
from tests.cast import DAY, NOON, MakeColumn, MakeReader, Person
from tests.desk.filling import ADD, change_url, filled

WORD = "a-word-of-its-own-1"
KEEP = "admin:articles_column_autosave"


def send(person: Person, column: Column | None, form: str = WORD, **typed: Any) -> Any:
    fields = {**filled(column), "form": form, "column": column.pk if column else "", **typed}
    return person.client.post(reverse(KEEP), fields)


@pytest.mark.promise(
    "Input is autosaved while writing, says so, and does not change the column",
    section="writing",
)
def test_what_is_typed_is_kept_and_changes_nothing(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="Before")
    version = CacheVersion.current()
    answer = send(editor, column, headline="Typed")
    assert (answer.status_code, answer.json()["saved_at"]) == (200, "12:00")
    copy = Autosave.objects.get()
    assert (copy.user, copy.column, copy.form_data["headline"], copy.seen_version) == (
        editor.user,
        column,
        ["Typed"],
        1,
    )
    column.refresh_from_db()
    assert (column.headline, column.version, CacheVersion.current()) == ("Before", 1, version)
    assert "csrfmiddlewaretoken" not in copy.form_data


def test_one_form_has_one_copy(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    for headline in ("One", "Two"):
        send(editor, column, headline=headline)
    send(editor, column, form="another-tab-of-mine", headline="Three")
    assert sorted(copy.form_data["headline"][0] for copy in Autosave.objects.all()) == [
        "Three",
        "Two",
    ]


def test_a_new_column_is_kept_too(editor: Person) -> None:
    assert send(editor, None, headline="New").status_code == 200
    assert Autosave.objects.get().column is None


def test_it_is_offered_and_put_back(
    editor: Person, make_column: MakeColumn, ada: Columnist
) -> None:
    column = make_column(headline="Before")
    send(editor, column, **filled(column, headline="Typed", body="<p>And a text.</p>", by=(ada,)))
    offer = editor.client.get(change_url(column)).content.decode()
    assert "You have unsaved changes from 18 November 2026, 12:00" in offer
    page = editor.client.get(change_url(column), {"copy": WORD}).content.decode()
    assert 'value="Typed"' in page
    assert "And a text." in page
    assert "These are your unsaved changes from 18 November 2026, 12:00" in page
    assert f'value="{WORD}"' in page
    assert f'<option value="{ada.pk}" selected>' in page
    column.refresh_from_db()
    assert column.version == 1


def test_a_new_one_is_offered_where_columns_begin(editor: Person) -> None:
    send(editor, None, headline="Begun")
    assert f"?copy={WORD}" in editor.client.get(reverse(ADD)).content.decode()
    assert 'value="Begun"' in editor.client.get(reverse(ADD), {"copy": WORD}).content.decode()
    assert not Column.objects.exists()


@pytest.mark.promise(
    "An autosave that arrives during or after the save does not come back",
    section="writing",
)
def test_saving_ends_it_and_what_comes_late_stays_out(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    send(editor, column, headline="Typed")
    assert (
        editor.client.post(
            change_url(column), filled(column, headline="Typed", form=WORD)
        ).status_code
        == 302
    )
    assert not Autosave.objects.exists()
    assert send(editor, column, headline="Late").json()["saved"] is True
    assert not Autosave.objects.exists()


@pytest.mark.promise(
    "A closed tab, an ended session, an unreachable desk or a refused save loses no text",
    section="writing",
)
def test_a_save_that_fails_keeps_it(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    send(editor, column, headline="Typed")
    assert (
        editor.client.post(change_url(column), filled(column, headline="", form=WORD)).status_code
        == 200
    )
    assert Autosave.objects.exists()


def test_it_is_nobody_elses(editor: Person, columnist: Person, make_column: MakeColumn) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(
        headline="Before", columnists=(own,), state=Column.State.DRAFT, published_at=None
    )
    send(editor, column, headline="Secret")
    assert (
        "You have unsaved changes" not in columnist.client.get(change_url(column)).content.decode()
    )
    assert "Secret" not in columnist.client.get(change_url(column), {"copy": WORD}).content.decode()
    columnist.client.post(reverse("admin:articles_column_discard", args=[WORD]))
    assert send(columnist, column, headline="Mine").json()["id"] is None
    assert Autosave.objects.get().form_data["headline"] == ["Secret"]


def test_nothing_is_kept_where_one_may_not_write(
    columnist: Person, moderator: Person, make_column: MakeColumn
) -> None:
    other = make_column()
    assert send(columnist, other).status_code == 404
    assert send(moderator, other).status_code == 403
    assert send(moderator, None).status_code == 403
    assert not Autosave.objects.exists()


@pytest.fixture
def approved(columnist: Person, make_column: MakeColumn) -> Column:
    """Make a column that was approved while the columnist had its form open."""
    own = Columnist.objects.get(user=columnist.user)
    return make_column(
        headline="Before", columnists=(own,), state=Column.State.APPROVED, published_at=None
    )


@pytest.mark.promise(
    "If the column has changed state meanwhile, nothing is saved and no input is lost",
    section="writing",
)
def test_a_form_that_came_too_late_loses_nothing(columnist: Person, approved: Column) -> None:
    answer = columnist.client.post(
        change_url(approved), {**filled(approved, headline="Typed"), "form": WORD}
    )
    assert answer.status_code == 403
    assert "You can no longer edit this column" in answer.content.decode()
    approved.refresh_from_db()
    assert (approved.headline, approved.version) == ("Before", 1)
    look = reverse("admin:articles_column_preview_typed", args=[WORD])
    assert look in answer.content.decode()
    page = columnist.client.get(
        reverse("admin:articles_column_preview_typed_page", args=[WORD])
    ).content.decode()
    assert "Typed" in page
    assert "Before" not in page
    again = columnist.client.get(change_url(approved), {"copy": WORD})
    assert (again.status_code, again.headers["Location"]) == (302, look)


@pytest.mark.promise(
    "If the column has changed state meanwhile, nothing is saved and no input is lost",
    section="writing",
)
def test_who_writes_on_is_told_that_the_column_has_gone_on(
    columnist: Person, approved: Column
) -> None:
    answer = send(columnist, approved, headline="Typed")
    assert (answer.status_code, answer.json()["saved_at"]) == (200, "12:00")
    assert "its status has changed" in answer.json()["error"]
    approved.refresh_from_db()
    assert approved.headline == "Before"


def test_too_late_and_too_long_is_said_without_a_copy(columnist: Person, approved: Column) -> None:
    form = {**filled(approved), "form": WORD, "headline": "x" * (autosave.MOST_CHARACTERS + 1)}
    answer = columnist.client.post(change_url(approved), form)
    assert answer.status_code == 403
    assert "Show my input" not in answer.content.decode()


@pytest.mark.parametrize(
    "word", ["", "short", "x" * 44, "with a space in it", "../../../etc/passwd"]
)
def test_a_form_without_a_proper_word_keeps_nothing(editor: Person, word: str) -> None:
    assert send(editor, None, form=word).status_code == 404


def test_too_much_is_refused_in_a_sentence(editor: Person) -> None:
    answer = send(editor, None, headline="x" * (autosave.MOST_CHARACTERS + 1))
    assert (answer.status_code, answer.json()["error"]) == (413, autosave.TOO_LONG)
    answer = send(editor, None, body="x" * (length.MOST_CHARACTERS + 1))
    assert (answer.status_code, answer.json()["error"]) == (413, length.TOO_LONG)


def test_what_a_database_refuses_is_left_out(editor: Person) -> None:
    assert send(editor, None, **{"headline": "a\0b", "kick\0er": "Opinion"}).status_code == 200
    typed = Autosave.objects.get().form_data
    assert (typed["headline"], typed["kicker"]) == (["ab"], ["Opinion"])
    # Browsers cannot send a lone surrogate, but a test client or a script can.
    assert autosave.form_data({"head\ud800": ["a\udfffb", "🙂"]}) == {"head?": ["a?b", "🙂"]}


@pytest.mark.parametrize(
    "headline",
    [
        "In JSON a NUL is \\u0000.",
        "a\\u0000b",
        "C:\\\\u0000n",
        "\\\\\\u0000x",
        "\\u0000",
        "\\ud800",
        "\\u0041 and \\n",
        '"\\',
    ],
)
def test_a_typed_json_escape_is_saved_as_it_was_typed(
    columnist: Person, approved: Column, headline: str
) -> None:
    assert send(columnist, approved, headline=headline).status_code == 200
    assert Autosave.objects.get().form_data["headline"] == [headline]
    answer = columnist.client.post(
        change_url(approved), {**filled(approved, headline=headline), "form": "b" * 20}
    )
    assert answer.status_code == 403
    assert Autosave.objects.get(form="b" * 20).form_data["headline"] == [headline]


def test_discarding_asks_first(editor: Person, columnist: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="Before")
    send(editor, column, headline="Not wanted")
    address = reverse("admin:articles_column_discard", args=[WORD])
    assert f'href="{address}"' in editor.client.get(change_url(column)).content.decode()
    question = editor.client.get(address).content.decode()
    assert "Your unsaved changes to “<bdi>Not wanted</bdi>” from" in question
    assert columnist.client.get(address).status_code == 404
    assert Autosave.objects.exists()
    assert editor.client.post(address)["Location"] == change_url(column)
    assert not Autosave.objects.exists()
    assert editor.client.get(address).status_code == 404


def test_old_work_is_forgotten(editor: Person, make_column: MakeColumn) -> None:
    for form, age in (("kept-a-while-ago", 31), ("kept-yesterday-only", 1)):
        copy = Autosave.objects.create(
            form=form, user=editor.user, form_data={}, saved_at=NOON - age * DAY
        )
    OpenForm.objects.create(
        column=make_column(), user=editor.user, seen_at=NOON - timedelta(minutes=2)
    )
    call_command("prune", stdout=None)
    assert Autosave.objects.get() == copy
    assert not OpenForm.objects.exists()


@pytest.mark.promise("A note says who else has the column open", section="writing")
def test_who_else_has_it_open(editor: Person, columnist: Person, make_column: MakeColumn) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(columnists=(own,), state=Column.State.DRAFT, published_at=None)
    columnist.client.get(change_url(column))
    assert (
        f"{columnist.user} has this column open too."
        in editor.client.get(change_url(column)).content.decode()
    )
    assert send(columnist, column).json()["others"] == [str(editor.user)]
    OpenForm.objects.update(seen_at=NOON - timedelta(minutes=1))
    assert send(columnist, column, beat="1").json()["others"] == []


def test_a_save_by_somebody_else_is_told(
    editor: Person, make_reader: Any, make_column: MakeColumn
) -> None:
    column = make_column()
    opened = filled(column)
    editor.client.post(change_url(column), filled(column, headline="Theirs"))
    newer = send(editor, column, **opened).json()["newer"]
    assert (newer["who"], newer["version"]) == (str(editor.user), 2)
    assert newer["compare"].endswith("?a=1&b=2")


@pytest.mark.promise(
    "No forged version number overwrites another save or causes an error page",
    section="writing",
)
@pytest.mark.parametrize("made_up", ["9" * 5000, "9" * 12, "²", "-1"])
def test_made_up_numbers_are_no_trouble(
    editor: Person, make_column: MakeColumn, made_up: str
) -> None:
    column = make_column()
    rows = ("bylines-TOTAL_FORMS", "corrections-TOTAL_FORMS")
    for form_data in (
        {"seen_version": made_up},
        dict.fromkeys(rows, made_up),
        _a_row(made_up, made_up),
    ):
        assert send(editor, column, **form_data).status_code == 200
        assert (
            editor.client.get(
                reverse("admin:articles_column_preview_typed_page", args=[WORD])
            ).status_code
            == 200
        )
    query = f"{reverse(KEEP)}?form={WORD}&column={column.pk}&seen_version={quote(made_up)}"
    assert editor.client.get(query).status_code == 200


def _a_row(columnist: str, position: str) -> dict[str, str]:
    return {
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-columnist": columnist,
        "bylines-0-position": position,
    }


@pytest.mark.promise(
    "An autosave that arrives during or after the save does not come back",
    section="writing",
)
def test_a_copy_kept_in_the_moment_of_the_save_is_not_offered(
    editor: Person, make_column: MakeColumn
) -> None:
    """Simulate two requests: the autosave checks the revisions before the save commits."""
    column = make_column()
    send(editor, column, headline="Late")
    newest = column.revisions.get()
    newest.form = WORD
    newest.save()
    assert Autosave.objects.exists()
    assert not autosave.autosaves_of(editor.user).exists()


@pytest.mark.promise(
    "Discarded unsaved work stays discarded, and a refused action alone is not unsaved work",
    section="writing",
)
@pytest.mark.parametrize(
    ("typed", "kept"), [({}, False), ({"headline": "Typed"}, True), ({"note": "Said"}, True)]
)
def test_a_refusal_alone_is_no_unsaved_work(
    editor: Person, make_column: MakeColumn, typed: dict[str, Any], kept: bool
) -> None:
    column = make_column(state=Column.State.DRAFT, published_at=None)
    page = editor.client.post(
        change_url(column), filled(column, form=WORD, move="schedule", **typed)
    )
    assert "Set a future date and time first" in page.content.decode()
    assert ("data-unsaved" in page.content.decode()) is kept


def test_unsaved_work_of_a_new_column_says_its_headline(editor: Person) -> None:
    for form, headline in (("a" * 32, "Phone photo test"), ("b" * 32, "")):
        form_data = {"headline": [headline]}
        autosave.save(form=form, user=editor.user, column=None, form_data=form_data, at=NOON)
    first = editor.client.get(reverse("admin:index")).content.decode()
    assert "Phone photo test" in first
    assert "Untitled column" in first
    page = editor.client.get(reverse("admin:articles_column_add")).content.decode()
    assert "You have another unsaved column, <bdi>“Phone photo test”</bdi>" in page
    assert "unsaved changes" not in page


def test_who_has_left_is_not_there_any_more(
    editor: Person, make_column: MakeColumn, make_reader: MakeReader
) -> None:
    column = make_column()
    other = make_reader("ann")
    keep_address = reverse("admin:articles_column_autosave")
    gone = {"form": WORD, "column": column.pk, "leave": "1"}
    saved = filled(Column.objects.get(pk=column.pk), _save="1")
    for address, form in ((keep_address, gone), (change_url(column), saved)):
        editor.client.get(change_url(column))
        assert autosave.others(column, other, at=NOON) == [str(editor.user)]
        editor.client.post(address, form)
        assert autosave.others(column, other, at=NOON) == []
    editor.client.post(
        change_url(column), filled(Column.objects.get(pk=column.pk), _continue="1"), follow=True
    )
    assert autosave.others(column, other, at=NOON) == [str(editor.user)]
    assert not Autosave.objects.exists()
