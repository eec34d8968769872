"""Tests of conflicting saves: the second user sees both versions and chooses or merges; nothing is
overwritten.
"""

from typing import Any

import pytest
from django.urls import reverse

from articles.forms.columns import ColumnForm
from articles.models import Column, Columnist, ColumnText, Topic
from articles.publishing.save import save_column
from tests.cast import NOON, MakeColumn, MakeReader, Person, at_a_browser
from tests.desk.filling import ADD, change_url, filled

pytestmark = pytest.mark.promise(
    "The second of two savers compares both versions and chooses or merges; nothing is lost",
    section="writing",
)


BASE = "<p>One stands here.</p>\n<p>Two stands here.</p>\n<p>Three stands here.</p>"


@pytest.fixture
def column(make_column: MakeColumn) -> Column:
    return make_column(headline="As it was", standfirst="A line.", body=BASE)


@pytest.fixture
def edits(column: Column) -> dict[str, Any]:
    """Return what the editor typed: another headline and another last passage."""
    return filled(column, headline="My headline", body=BASE.replace("Three", "My three"))


@pytest.fixture
def theirs(column: Column, edits: dict[str, Any], make_reader: MakeReader) -> Column:
    """Save another version by somebody else, with another standfirst and another first passage."""
    other = Column.objects.get(pk=column.pk)
    other.standfirst = "Their line."
    save_column(other, body=BASE.replace("One", "Their one"), by=make_reader("ann"), at=NOON)
    return other


def answer_to(person: Person, column: Column, fields: dict[str, Any]) -> str:
    answer = person.client.post(change_url(column), fields)
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_versions_stand_side_by_side(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    page = answer_to(editor, column, edits)
    assert "Both versions, side by side" in page
    assert "<ins>My headline</ins>" in page
    assert (
        "<del>Their</del>" in page or "<del>Their line</del>" in page or "<del>Their </del>" in page
    )
    assert 'value="My headline"' in page
    column.refresh_from_db()
    assert (column.headline, column.version) == ("As it was", 2)


def test_merging_takes_what_each_changed(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    page = answer_to(editor, column, {**edits, "resolve": "merge"})
    assert "nothing overlapped" in page
    assert 'value="My headline"' in page
    assert "Their line." in page
    assert "Their one stands here." in page
    assert "My three stands here." in page
    assert 'name="seen_version" value="2"' in page
    column.refresh_from_db()
    assert column.version == 2


def test_what_overlaps_is_told_and_both_are_there(
    editor: Person, column: Column, theirs: Column
) -> None:
    own = filled(column, body=BASE.replace("One", "My one"), seen_version=1)
    page = answer_to(editor, column, {**own, "resolve": "merge"})
    assert "One passage had been changed by both of you" in page
    assert "My one stands here." in page
    assert "Their one stands here." in page


@pytest.mark.promise(
    "A merge names every field that both changed, and takes topics from both",
    section="writing",
)
def test_a_field_that_both_changed_is_named(editor: Person, column: Column, theirs: Column) -> None:
    own = filled(column, headline="My headline", standfirst="My line.", seen_version=1)
    page = answer_to(editor, column, {**own, "resolve": "merge"})
    assert "nothing overlapped" not in page
    assert "Changed by both of you, and now as you typed it: “Standfirst”." in page
    assert "My line." in page


@pytest.mark.promise(
    "A merge names every field that both changed, and takes topics from both",
    section="writing",
)
def test_topics_that_each_added_are_both_there(
    editor: Person, column: Column, make_reader: MakeReader
) -> None:
    topics = [
        Topic.objects.create(name=name, slug=name.lower()) for name in ("Old", "Mine", "Theirs")
    ]
    save_column(column, body=BASE, topics=topics[:1], by=make_reader("bob"), at=NOON)
    opened = filled(Column.objects.get(pk=column.pk))
    other = Column.objects.get(pk=column.pk)
    save_column(other, body=BASE, topics=[topics[0], topics[2]], by=make_reader("ann"), at=NOON)
    form_data = {**opened, "filed_under": [topics[0].pk, topics[1].pk], "resolve": "merge"}
    form = editor.client.post(change_url(column), form_data).context["adminform"].form
    assert {int(key) for key in form["filed_under"].value()} == {topic.pk for topic in topics}


def test_theirs_can_be_taken(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    page = answer_to(editor, column, {**edits, "resolve": "theirs"})
    assert 'value="As it was"' in page
    assert "Their one stands here." in page
    assert "My three" not in page


def test_the_merged_form_saves(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    merged = BASE.replace("One", "Their one").replace("Three", "My three")
    fields = {**edits, "standfirst": "Their line.", "body": merged, "seen_version": 2}
    assert editor.client.post(change_url(column), fields).status_code == 302
    assert ColumnText.objects.get(column=column).body == merged


def test_bylines_and_topics_of_both(
    editor: Person, column: Column, ada: Columnist, harbours: Topic, make_reader: MakeReader
) -> None:
    own = filled(column, filed_under=[harbours.pk])
    save_column(Column.objects.get(), columnists=[ada], by=make_reader("ann"), at=NOON)
    page = answer_to(editor, column, {**own, "resolve": "merge"})
    assert f'<option value="{ada.pk}" selected>' in page
    assert f'value="{harbours.pk}"' in page
    assert "checked" in page[page.index(f'name="filed_under" value="{harbours.pk}"') :][:120]


def test_a_third_save_while_looking_is_a_conflict_again(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    theirs.refresh_from_db()
    theirs.headline = "Again"
    save_column(theirs, by=None, at=NOON)
    page = answer_to(editor, column, {**edits, "seen_version": 2})
    assert "Both versions, side by side" in page
    assert "Again" in page


def test_who_may_not_write_merges_nothing(
    moderator: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    assert (
        moderator.client.post(change_url(column), {**edits, "resolve": "theirs"}).status_code == 403
    )


def test_a_forged_way_is_a_plain_save(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    assert "Both versions, side by side" in answer_to(editor, column, {**edits, "resolve": "burn"})


@pytest.mark.parametrize("seen", ["", "x", "0", "99999999999"])
def test_a_form_that_knows_no_version_can_be_merged(
    editor: Person,
    make_reader: MakeReader,
    column: Column,
    theirs: Column,
    edits: dict[str, Any],
    seen: str,
) -> None:
    page = answer_to(
        at_a_browser(editor.user), column, {**edits, "seen_version": seen, "resolve": "merge"}
    )
    assert "My three stands here." in page
    assert "Their one stands here." in page


@pytest.mark.promise(
    "No forged version number overwrites another save or causes an error page",
    section="writing",
)
def test_a_row_that_was_read_before_the_lock_is_not_written_over(column: Column) -> None:
    """Let another save commit while the form waits for the lock; then no form data may override
    it.
    """
    read = Column.objects.get(pk=column.pk)
    column.state = Column.State.APPROVED
    save_column(column, by=None, at=NOON)
    for messages in ({"seen_version": "2"}, {"replaces": "2"}):
        form = ColumnForm({**filled(read), **messages}, instance=Column.objects.get(pk=read.pk))
        form.instance.version = read.version
        assert not form.is_valid()
        assert form.has_error("__all__", "conflict")


@pytest.mark.promise(
    "A double click saves and corrects once; a form that was sent twice says so and keeps later"
    " input",
    section="writing",
)
def test_a_form_that_is_sent_twice_gets_a_message(
    editor: Person, column: Column, edits: dict[str, Any]
) -> None:
    """A double click is no conflict with another user, and later input stays in the form."""
    sent = {**edits, "form": "a-word-of-its-own-1"}
    assert editor.client.post(change_url(column), sent).status_code == 302
    page = answer_to(editor, column, sent | {"headline": "Typed since"})
    assert "You have saved this form already, as version 2" in page
    assert "Your changes are not saved yet" not in page
    assert 'value="Typed since"' in page


@pytest.mark.promise(
    "A double click saves and corrects once; a form that was sent twice says so and keeps later"
    " input",
    section="writing",
)
def test_a_new_column_that_was_sent_twice_is_one(editor: Person) -> None:
    sent = filled(headline="Once", slug="once", body=BASE, form="a-word-of-its-own-2")
    assert editor.client.post(reverse(ADD), sent).status_code == 302
    answer = editor.client.post(reverse(ADD), sent | {"slug": "twice"})
    assert "You have saved this form already, as “Once”" in answer.content.decode()
    assert Column.objects.count() == 1


def test_a_merge_that_succeeded_is_no_error(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    page = answer_to(editor, column, {**edits, "resolve": "merge"})
    assert "Please correct the error" not in page
    assert "<title>Error" not in page
    assert "nothing overlapped" in page


def test_a_columnist_is_not_told_of_bylines_that_the_form_does_not_have(
    columnist: Person, editor: Person, make_column: MakeColumn
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(
        state="draft", published_at=None, columnists=(own,), standfirst="A line.", body=BASE
    )
    form_data = {
        name: value for name, value in filled(column).items() if not name.startswith("bylines")
    }
    editor.client.post(change_url(column), filled(column, standfirst="Theirs."))
    answer = columnist.client.post(change_url(column), {**form_data, "standfirst": "Mine."})
    assert [row.name for row in answer.context["conflict"]["fields"]] == ["Standfirst"]
    for route in ("merge", "theirs"):
        answer = columnist.client.post(
            change_url(column), {**form_data, "standfirst": "Mine.", "resolve": route}
        )
        assert answer.status_code == 200
    assert list(column.columnists.all()) == [own]


@pytest.mark.promise("Merging two versions loses no invalid field", section="writing")
@pytest.mark.parametrize(
    "typed",
    [
        {"headline": "x" * 400},
        {"standfirst": "x" * 600},
        {"published_at_0": "31/31/2026", "published_at_1": "half past"},
        {"seo_title": "x" * 400},
        {"slug": "not an address!"},
    ],
)
def test_merging_keeps_what_is_not_valid_and_says_so(
    editor: Person, column: Column, theirs: Column, typed: dict[str, str]
) -> None:
    own = filled(
        column,
        body=BASE.replace("Three", "My three"),
        seen_version=1,
        seo_title="",
        seo_description="",
    )
    answer = editor.client.post(change_url(column), {**own, **typed, "resolve": "merge"})
    form = answer.context["adminform"].form
    for name, value in typed.items():
        assert form.data[name] == value
    page = answer.content.decode()
    name = next(iter(typed)).removesuffix("_0")
    assert (
        f"Not merged, because it is not valid as you typed it: “{form.fields[name].label}”." in page
    )
    assert form.has_error(name)
    assert "My three stands here." in page
    assert "Their one stands here." in page, "the rest is merged"
    column.refresh_from_db()
    assert column.version == 2


def test_a_valid_merge_mentions_no_field(
    editor: Person, column: Column, edits: dict[str, Any], theirs: Column
) -> None:
    assert "Not merged" not in answer_to(editor, column, {**edits, "resolve": "merge"})
