"""Tests of revisions at the desk: list, comparison, restoring, permissions."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Column, Columnist, ColumnText, RelatedColumn, Topic
from articles.publishing import revisions
from articles.publishing.save import save_column
from tests.cast import DAY, NOON, MakeColumn, Person, prose
from tests.desk.filling import change_url

pytestmark = pytest.mark.promise(
    "Any two versions are compared word by word, fields and text side by side",
    section="preview",
)


OLD = prose(4) + "<p>The harbor is old.</p>"
NEW = prose(4) + "<p>The harbour is old.</p>"


@pytest.fixture
def column(make_column: MakeColumn, ada: Columnist, harbours: Topic, editor: Person) -> Column:
    """Make two versions: the second has another headline, one other word, and no topic."""
    column = make_column(headline="First", body=OLD, columnists=(ada,))
    save_column(column, topics=[harbours], by=None, at=NOON)
    column.headline = "Second"
    save_column(column, body=NEW, topics=[], by=editor.user, at=NOON + DAY, why="A word mended")
    return column


def page(person: Person, name: str, *args: int, status: int = 200, **query: str | int) -> str:
    answer = person.client.get(reverse(f"admin:articles_column_{name}", args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def restore(person: Person, column: Column, version: int, seen: int | None = None) -> int:
    address = reverse("admin:articles_column_restore", args=[column.pk, version])
    return int(person.client.post(address, {"seen": seen or column.version}).status_code)


@pytest.mark.promise(
    "Each save makes one version of the whole column, with who, when, why and what",
    section="preview",
)
def test_each_version_says_who_when_why_and_what(editor: Person, column: Column) -> None:
    message = page(editor, "versions", column.pk)
    assert "19 November 2026, 12:00" in message
    assert "A word mended" in message
    assert "Text, Headline, Topics" in message


def test_two_versions_side_by_side(editor: Person, column: Column) -> None:
    message = page(editor, "compare", column.pk, a=3, b=1)
    assert "<del>harbor</del>" in message
    assert "<ins>harbour</ins>" in message
    assert "<del>First</del>" in message
    assert "Version 1 and version 3" in message


def test_without_a_choice_the_newest_two(editor: Person, column: Column) -> None:
    assert "Version 2 and version 3" in page(editor, "compare", column.pk)
    page(editor, "compare", column.pk, a=99, status=404)
    assert "Version 2 and version 3" in page(editor, "compare", column.pk, a="x")


def test_markup_in_a_version_is_shown_not_run(editor: Person, column: Column) -> None:
    column.headline = "<script>alert(1)</script>"
    save_column(column, by=None, at=NOON)
    assert "<script>alert(1)" not in page(editor, "compare", column.pk)


@pytest.mark.promise(
    "Any version can be restored as a new one; publication does not change",
    section="preview",
)
def test_what_was_written_comes_back_as_a_new_version(
    editor: Person, column: Column, harbours: Topic
) -> None:
    assert "The harbor is old." not in ColumnText.objects.get(column=column).body
    page(editor, "restore", column.pk, 2)
    assert restore(editor, column, 2) == 302
    column.refresh_from_db()
    assert (column.headline, column.version) == ("First", 4)
    assert ColumnText.objects.get(column=column).body == ColumnText.objects.model(
        body=OLD
    ).body.replace("</p><p>", "</p>\n<p>")
    assert list(column.topics.all()) == [harbours]
    newest = column.revisions.first()
    assert newest is not None
    assert (newest.saved_by, newest.why) == (editor.user, "Restored version 2")


@pytest.mark.promise(
    "Any version can be restored as a new one; publication does not change",
    section="preview",
)
def test_publication_stays_as_it_is(editor: Person, column: Column) -> None:
    column.state, column.wall, column.slug = Column.State.WITHDRAWN, "subscribers", "another"
    column.corrections.create(at=NOON, text="It was a harbour.")
    save_column(column, by=None, at=NOON)
    assert restore(editor, column, 1) == 302
    column.refresh_from_db()
    assert (column.state, column.wall, column.slug) == ("withdrawn", "subscribers", "another")
    assert column.corrections.count() == 1


def test_a_name_that_is_gone_restores_nothing(
    editor: Person, column: Column, harbours: Topic
) -> None:
    harbours.delete()
    assert restore(editor, column, 2) == 409
    column.refresh_from_db()
    assert (column.headline, column.version) == ("Second", 3)


def test_a_version_saved_meanwhile_is_not_undone_unseen(editor: Person, column: Column) -> None:
    assert restore(editor, column, 1, seen=2) == 409
    column.refresh_from_db()
    assert column.version == 3


def test_a_columnist_sees_and_restores_the_own_drafts_only(
    columnist: Person, column: Column, make_column: MakeColumn
) -> None:
    page(columnist, "versions", column.pk, status=404)
    assert restore(columnist, column, 1) == 404
    columnist.user.groups.add(Group.objects.get(name="columnist"))
    own = Columnist.objects.get(user=columnist.user)
    draft = make_column(columnists=(own,), state=Column.State.DRAFT, published_at=None)
    printed = make_column(columnists=(own,))
    for each in (draft, printed):
        save_column(each, by=None, at=NOON)
        page(columnist, "versions", each.pk)
    assert restore(columnist, draft, 1) == 302
    assert restore(columnist, printed, 1) == 403


def test_who_only_looks_restores_nothing(moderator: Person, column: Column) -> None:
    page(moderator, "versions", column.pk)
    page(moderator, "compare", column.pk)
    assert restore(moderator, column, 1) == 403


def test_an_older_snapshot_reads_well(editor: Person, column: Column) -> None:
    first = column.revisions.get(version=1)
    first.snapshot = {"headline": "First", "body": OLD, "a_field_of_old": "x"}
    first.save()
    assert "A field of old" in page(editor, "compare", column.pk, a=1, b=3)
    assert restore(editor, column, 1) == 302
    column.refresh_from_db()
    assert [str(byline) for byline in column.bylines.all()] == ["Ada Quill"]


@pytest.mark.promise(
    "Each save makes one version of the whole column, with who, when, why and what",
    section="preview",
)
def test_columns_picked_by_hand_belong_to_the_version(
    editor: Person, make_column: MakeColumn
) -> None:
    column, one, two = make_column(), make_column(slug="one"), make_column(slug="two")
    RelatedColumn.objects.create(column=column, other=one)
    picked = save_column(column, by=None, at=NOON)
    column.related.all().delete()
    RelatedColumn.objects.create(column=column, other=two)
    newest = save_column(column, by=None, at=NOON)
    assert revisions.changed_names(picked.snapshot, newest.snapshot) == ["More on this"]
    revisions.restore(picked, by=editor.user, at=NOON)
    assert [each.other for each in column.related.all()] == [one]


def test_who_only_looks_is_offered_no_restoring(
    moderator: Person, editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    save_column(column, body="<p>Another text.</p>", by=None, at=NOON)
    for name in ("versions", "compare"):
        address = reverse(f"admin:articles_column_{name}", args=[column.pk])
        assert "/restore/" in editor.client.get(address).content.decode()
        assert "/restore/" not in moderator.client.get(address).content.decode()


def test_the_first_version_is_compared_with_itself(editor: Person, make_column: MakeColumn) -> None:
    answer = editor.client.get(reverse("admin:articles_column_compare", args=[make_column().pk]))
    assert "No field differs." in answer.content.decode()


@pytest.mark.promise(
    "A columnist cannot restore a byline or picked column, and learns of no draft from picked"
    " columns",
    section="publishing",
)
def test_a_columnist_restores_no_byline_and_no_pick(
    columnist: Person, make_column: MakeColumn, ada: Columnist, editor: Person
) -> None:
    """Columnists cannot edit these in the form, so restoring a version must not change them
    either.
    """
    own, other = Columnist.objects.get(user=columnist.user), make_column(slug="picked")
    draft = make_column(
        headline="First", columnists=(own, ada), state=Column.State.DRAFT, published_at=None
    )
    RelatedColumn.objects.create(column=draft, other=other)
    save_column(draft, by=None, at=NOON)
    draft.related.all().delete()
    draft.headline = "Second"
    save_column(draft, columnists=[own], by=editor.user, at=NOON)
    query = page(columnist, "restore", draft.pk, 2)
    assert "ada-quill" not in query
    assert restore(columnist, draft, 2) == 302
    draft.refresh_from_db()
    assert (draft.headline, draft.related.count()) == ("First", 0)
    assert [byline.columnist for byline in draft.bylines.all()] == [own]
    assert "ada-quill" in page(editor, "restore", draft.pk, 2)


@pytest.mark.promise(
    "A columnist cannot restore a byline or picked column, and learns of no draft from picked"
    " columns",
    section="publishing",
)
def test_a_columnist_learns_no_draft_from_what_was_picked(
    columnist: Person, make_column: MakeColumn
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    draft = make_column(columnists=(own,), state=Column.State.DRAFT, published_at=None)
    save_column(draft, by=None, at=NOON)
    secret = make_column(
        headline="The secret", slug="the-secret", state=Column.State.DRAFT, published_at=None
    )
    known = make_column(headline="In print", slug="in-print")
    for other in (secret, known):
        RelatedColumn.objects.create(column=draft, other=other)
    save_column(draft, by=None, at=NOON)
    form = columnist.client.get(change_url(draft)).content.decode()
    assert "In print" in form
    message = (
        form
        + page(columnist, "versions", draft.pk)
        + page(columnist, "compare", draft.pk, a=1, b=3)
    )
    assert "The secret" not in message
    assert "the-secret" not in message
