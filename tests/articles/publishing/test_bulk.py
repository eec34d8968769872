"""Tests of bulk actions: preview, one save for each column, messages for refused ones."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import CacheVersion, Column, ColumnActivity, Columnist, Photo, Source, Topic
from articles.publishing import bulk
from articles.publishing.bulk import MOST, BulkOptions
from articles.publishing.save import save_column
from articles.publishing.workflow import CannotMove
from subscriptions.models import PaywallChange
from tests.cast import DAY, NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "Bulk actions are previewed, run one transaction for each column, and report each refusal"
        " with its reason",
        section="desk",
    ),
]

State = Column.State
LIST = reverse("admin:articles_column_changelist")


def chosen(*columns: Column) -> list[str]:
    return [f"{column.pk}:{column.version}" for column in columns]


def looked_over(person: Person, act: str, *columns: Column) -> Any:
    form = {"action": act, "_selected_action": [column.pk for column in columns], "index": 0}
    return person.client.post(LIST, form)


def done(person: Person, act: str, *columns: Column, **said: Any) -> Any:
    form = {"chosen": chosen(*columns), "sure": "1", **said}
    return person.client.post(reverse("admin:articles_column_bulk", args=[act]), form, follow=True)


@pytest.fixture
def ready(make_column: MakeColumn) -> Column:
    return make_column(headline="Ready", state=State.APPROVED, published_at=None)


def test_a_look_changes_nothing_and_tells_each_fate(
    editor: Person, make_column: MakeColumn, ready: Column
) -> None:
    dated = make_column(headline="Dated", state=State.APPROVED, published_at=NOON + DAY)
    begun = make_column(headline="Begun", state=State.DRAFT, published_at=None)
    page = looked_over(editor, "publish", ready, dated, begun).content.decode()
    for words in (
        "2 columns will change",
        "Published now",
        "Scheduled for 19 November 2026, 12:00",
        "1 will stay as it is",
    ):
        assert words in page
    assert bulk.NOT_APPROVED in page
    assert set(Column.objects.values_list("state", flat=True)) == {State.APPROVED, State.DRAFT}


def test_a_look_at_many_asks_no_more_than_a_look_at_one(
    editor: Person, make_column: MakeColumn
) -> None:
    address = reverse("admin:articles_column_bulk", args=["wall"])

    def cost(*columns: Column) -> int:
        with CaptureQueriesContext(connection) as captured:
            page = editor.client.post(
                address, {"chosen": chosen(*columns), "wall": "free"}
            ).content.decode()
        assert page.count("becomes “Free for everyone”") == len(columns)
        return len(captured)

    first = make_column()
    cost(first)
    assert cost(first, *(make_column() for _ in range(6))) == cost(first)


def test_a_refusal_shows_its_way_on_and_no_markup_of_a_headline(
    editor: Person, make_column: MakeColumn, ready: Column
) -> None:
    photo = Photo.objects.create()
    bare = make_column(
        headline="<i>Bare</i>", state=State.APPROVED, published_at=None, lead_photo=photo
    )
    page = done(editor, "publish", ready, bare).content.decode()
    assert (
        "1 column published or scheduled, 1 not. “&lt;i&gt;Bare&lt;/i&gt;”: The lead photo" in page
    )
    assert (
        f'<a href="{reverse("admin:articles_photo_change", args=[photo.pk])}">Open the photo</a>'
        in page
    )


def test_approved_ones_are_published_and_the_others_told(
    editor: Person, make_column: MakeColumn, ready: Column
) -> None:
    dated = make_column(headline="Dated", state=State.APPROVED, published_at=NOON + DAY)
    begun = make_column(headline="Begun", state=State.DRAFT, published_at=None)
    version = CacheVersion.current()
    page = done(editor, "publish", ready, dated, begun).content.decode()
    assert f"2 columns published or scheduled, 1 not. “Begun”: {bulk.NOT_APPROVED}" in page
    ready.refresh_from_db()
    dated.refresh_from_db()
    assert (ready.published_at, ready.version, ready.is_live(NOON)) == (NOON, 2, True)
    assert (dated.published_at, dated.version, dated.is_live(NOON)) == (NOON + DAY, 2, False)
    assert [each.revisions.count() for each in (ready, dated, begun)] == [2, 2, 1]
    assert set(ColumnActivity.objects.values_list("move", flat=True)) == {"publish", "schedule"}
    assert CacheVersion.current() > version


def test_what_would_break_is_not_published(
    editor: Person, make_column: MakeColumn, ready: Column
) -> None:
    agency = Source.objects.create(name="Coast Wire")
    bare = make_column(state=State.APPROVED, published_at=None, source=agency)
    page = done(editor, "publish", ready, bare).content.decode()
    assert "Coast Wire requires its copyright line" in page
    bare.refresh_from_db()
    assert (bare.state, bare.version) == (State.APPROVED, 1)
    assert Column.objects.get(pk=ready.pk).state == State.PUBLISHED


def test_withdrawing_says_why(editor: Person, make_column: MakeColumn) -> None:
    live, later = make_column(), make_column(published_at=NOON + DAY)
    assert done(editor, "withdraw", live, later, reason=" ").status_code == 400
    page = done(editor, "withdraw", live, later, reason="The source took it back").content.decode()
    assert "1 column withdrawn, 1 not." in page
    live.refresh_from_db()
    later.refresh_from_db()
    assert (live.state, later.state) == (State.WITHDRAWN, State.PUBLISHED)
    assert ColumnActivity.objects.get().note == "The source took it back"


def test_a_wall_is_changed_with_its_record_and_its_life_ends(
    editor: Person, make_column: MakeColumn
) -> None:
    living = make_column("free", then_wall="metered", then_after=24)
    agency = Source.objects.create(name="Coast Wire")
    wired = make_column(source=agency)
    done(editor, "wall", living, wired, wall="subscribers")
    living.refresh_from_db()
    wired.refresh_from_db()
    assert (living.wall, living.then_wall, living.then_from, living.version) == (
        "subscribers",
        "",
        None,
        2,
    )
    assert (wired.wall, wired.version) == ("metered", 1)
    changes = PaywallChange.objects.filter(subject_pk=living.pk)
    assert {(each.field, each.after, each.by) for each in changes} >= {
        ("Wall", "subscribers", editor.user)
    }


def test_topics_are_added_and_removed_once(
    editor: Person, make_column: MakeColumn, harbours: Topic
) -> None:
    ports = Topic.objects.create(name="Ports", slug="ports")
    one, two = make_column(), make_column()
    save_column(one, topics=[harbours], by=None, at=NOON)
    done(editor, "add-topics", one, two, topics=[harbours.pk, ports.pk])
    assert [topic.name for topic in one.topics.order_by("name")] == ["Harbours", "Ports"]
    assert set(two.column_topics.values_list("live_from", flat=True)) == {two.published_at}
    one.refresh_from_db()
    two.refresh_from_db()
    page = done(editor, "add-topics", one, topics=[ports.pk]).content.decode()
    assert "0 columns filed, 1 not." in page
    done(editor, "remove-topics", one, two, topics=[ports.pk])
    assert [topic.name for topic in one.topics.all()] == ["Harbours"]
    newest = one.revisions.first()
    assert newest is not None
    assert (newest.why, newest.snapshot["topics"]) == ("Topics removed: Ports", ["harbours"])


def test_what_somebody_saved_meanwhile_is_left_to_them(
    editor: Person, make_column: MakeColumn, ready: Column
) -> None:
    other = make_column(headline="Theirs", state=State.APPROVED, published_at=None)
    seen = chosen(ready, other)
    save_column(other, by=editor.user, at=NOON)
    form = {"chosen": seen, "sure": "1"}
    page = editor.client.post(
        reverse("admin:articles_column_bulk", args=["publish"]), form, follow=True
    ).content.decode()
    assert "1 column published or scheduled, 1 not. “Theirs”:" in page
    assert "after you opened this page" in page
    assert Column.objects.get(pk=other.pk).state == State.APPROVED


def test_one_that_fails_leaves_no_half_behind(
    editor: Person, ready: Column, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise CannotMove("The record is full.")

    monkeypatch.setattr("articles.publishing.workflow.record", broken)
    outcome = bulk.run_all(bulk.Publish(), {ready.pk: 1}, BulkOptions(), by=editor.user, at=NOON)
    assert outcome.refused == [("Ready", "The record is full.")]
    ready.refresh_from_db()
    assert (ready.state, ready.version, ready.revisions.count()) == (State.APPROVED, 1, 1)


def test_a_wall_is_chosen_before_it_is_told_what_happens(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    first = looked_over(editor, "wall", column).content.decode()
    assert "Show what will happen" in first
    assert 'name="sure"' not in first
    form = {"chosen": chosen(column), "wall": "free"}
    second = editor.client.post(
        reverse("admin:articles_column_bulk", args=["wall"]), form
    ).content.decode()
    assert "“Metered” becomes “Free for everyone”" in second
    assert 'name="sure"' in second


def test_too_many_at_once_are_refused_in_a_sentence(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    rows = [Column(headline=f"C{n}", slug=f"c-{n}", state=State.APPROVED) for n in range(MOST)]
    Column.objects.bulk_create(rows)
    form = {"action": "publish", "_selected_action": [column.pk], "select_across": "1", "index": 0}
    page = editor.client.post(LIST, form, follow=True).content.decode()
    assert f"At most {MOST} columns at once" in page
    keys = [f"{pk}:1" for pk in Column.objects.values_list("pk", flat=True)]
    assert (
        editor.client.post(
            reverse("admin:articles_column_bulk", args=["publish"]), {"chosen": keys}
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("who", "act", "status"),
    [
        ("columnist", "publish", 403),
        ("columnist", "withdraw", 403),
        ("columnist", "wall", 403),
        ("moderator", "publish", 403),
        ("publisher", "wall", 403),
        ("moderator", "add-topics", 403),
        ("subscriber", "publish", 302),
        ("editor", "nonsense", 403),
    ],
)
def test_nobody_does_by_a_forged_form_what_is_not_theirs(
    who: str, act: str, status: int, request: pytest.FixtureRequest, ready: Column, harbours: Topic
) -> None:
    person: Person = request.getfixturevalue(who)
    form = {
        "chosen": chosen(ready),
        "sure": "1",
        "wall": "free",
        "reason": "x",
        "topics": [harbours.pk],
    }
    answer = person.client.post(reverse("admin:articles_column_bulk", args=[act]), form)
    assert answer.status_code == status
    ready.refresh_from_db()
    assert ready.version == 1


def test_a_columnist_files_own_drafts_and_nothing_else(
    columnist: Person, make_column: MakeColumn, harbours: Topic
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    draft = make_column(state=State.DRAFT, published_at=None, columnists=(own,))
    printed = make_column(columnists=(own,))
    theirs = make_column(state=State.DRAFT, published_at=None)
    page = done(
        columnist, "add-topics", draft, printed, theirs, topics=[harbours.pk]
    ).content.decode()
    assert "1 column filed, 1 not." in page
    assert [each.topics.count() for each in (draft, printed, theirs)] == [1, 0, 0]
    actions = columnist.client.get(LIST).context["action_form"].fields["action"].choices
    assert [key for key, _ in actions if key] == ["add-topics", "remove-topics"]


def test_who_may_only_look_is_offered_no_act(moderator: Person, ready: Column) -> None:
    assert moderator.client.get(LIST).context["action_form"] is None


@pytest.mark.parametrize("written", ["", "x", "1", "1:", "1:1x", "99999999999999999999:1", "١:١"])
def test_a_garbled_choice_is_not_found(editor: Person, written: str) -> None:
    form = {"chosen": written, "sure": "1"}
    assert (
        editor.client.post(
            reverse("admin:articles_column_bulk", args=["publish"]), form
        ).status_code
        == 404
    )


@pytest.mark.django_db(transaction=True)
def test_writers_hear_of_each_column(
    editor: Person, columnist: Person, make_column: MakeColumn
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    columns = [
        make_column(state=State.APPROVED, published_at=None, columnists=(own,)) for _ in range(2)
    ]
    done(editor, "publish", *columns)
    assert [email.to for email in mail.outbox] == [[columnist.user.email]] * 2
