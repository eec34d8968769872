"""Tests of the column form at the desk: one save makes one revision, and no input is lost."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Byline, Column, Columnist, ColumnText, OldSlug, Revision, Source, Topic
from tests.cast import DAY, NOON, MakeColumn, Person, prose
from tests.desk.filling import ADD, LONG, change_url, filled


@pytest.fixture
def ada(db: None) -> Columnist:
    return Columnist.objects.create(name="Ada Brook", slug="ada-brook")


@pytest.mark.promise("An editor writes a column and it is live", section="desk")
def test_an_editor_writes_a_column_and_it_is_live(editor: Person, ada: Columnist) -> None:
    topic = Topic.objects.create(name="Ports", slug="ports")
    form = filled(
        headline="A port is a promise",
        body=LONG,
        move="publish",
        filed_under=[topic.pk],
        why="New",
        by=(ada,),
    )
    assert editor.client.post(reverse(ADD), form).status_code == 302
    column = Column.objects.get(slug="a-port-is-a-promise")
    assert column.is_live(NOON)
    assert (column.published_at, column.version) == (NOON, 1)
    assert Byline.objects.get().live_from == NOON
    assert list(column.topics.all()) == [topic]
    revision = Revision.objects.get()
    assert (revision.saved_by, revision.why, revision.saved_at) == (editor.user, "New", NOON)
    assert revision.snapshot["bylines"] == ["ada-brook"]
    assert revision.snapshot["topics"] == ["ports"]
    response = Client().get(column.get_absolute_url())
    assert response.status_code == 200


def test_each_save_is_one_revision(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="First")
    editor.client.post(
        change_url(column), filled(column, headline="Second", why="A better headline")
    )
    column.refresh_from_db()
    assert (column.headline, column.version, column.revisions.count()) == ("Second", 2, 2)
    newest = column.revisions.first()
    assert newest is not None
    assert newest.why == "A better headline"


@pytest.mark.promise("HTML is sanitized wherever it enters", section="text")
def test_the_text_is_cleaned_and_the_teaser_cut(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    hostile = (
        '<p onclick="x()">Hello there, this is the first of them.</p><script>alert(1)</script>'
        + LONG
    )
    editor.client.post(change_url(column), filled(column, body=hostile))
    text = ColumnText.objects.get(column=column).body
    assert "script" not in text
    assert "onclick" not in text
    column.refresh_from_db()
    assert "Hello there" in column.teaser


@pytest.mark.promise(
    "A refused save keeps the input, and the second of two parallel saves is refused",
    section="writing",
)
def test_a_break_mark_too_low_is_a_sentence_and_loses_nothing(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(headline="Before")
    body = LONG + '<hr class="teaser-break"><p>The end.</p>'
    answer = editor.client.post(
        change_url(column), filled(column, headline="Typed just now", body=body)
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "less than half of the column hidden" in page
    assert "Typed just now" in page
    assert "The end." in page
    column.refresh_from_db()
    assert (column.headline, column.version) == ("Before", 1)


@pytest.mark.promise(
    "A refused save keeps the input, and the second of two parallel saves is refused",
    section="writing",
)
def test_a_stale_save_is_refused_with_its_form_data(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(headline="As it was")
    own = filled(column, headline="Mine")
    editor.client.post(change_url(column), filled(column, headline="Theirs"))
    answer = editor.client.post(change_url(column), own)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{editor.user} saved this column on 18 November 2026, 12:00" in page
    assert 'value="Mine"' in page
    assert "Overwrite with my version" in page
    column.refresh_from_db()
    assert (column.headline, column.version) == ("Theirs", 2)


def test_who_has_looked_may_save_over_that_version_only(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    own = filled(column, headline="Mine")
    editor.client.post(change_url(column), filled(column, headline="Theirs"))
    assert editor.client.post(change_url(column), {**own, "replaces": 7}).status_code == 200
    assert editor.client.post(change_url(column), {**own, "replaces": 2}).status_code == 302
    column.refresh_from_db()
    assert (column.headline, column.version) == ("Mine", 3)


def test_a_save_that_names_no_version_is_refused(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(headline="As it was")
    assert (
        editor.client.post(
            change_url(column), filled(column, headline="Blind", seen_version=None)
        ).status_code
        == 200
    )
    column.refresh_from_db()
    assert column.headline == "As it was"


@pytest.mark.promise("A scheduled column is embargoed", section="desk")
def test_a_moment_to_come_is_an_embargo(editor: Person) -> None:
    form = filled(
        headline="Tomorrow",
        body=LONG,
        move="schedule",
        published_at_0="2026-11-19",
        published_at_1="09:00:00",
    )
    editor.client.post(reverse(ADD), form)
    column = Column.objects.get(slug="tomorrow")
    assert not column.is_live(NOON)
    assert column.is_live(NOON + DAY)


def test_a_changed_address_leads_on(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(slug="before")
    editor.client.post(change_url(column), filled(column, slug="after"))
    assert OldSlug.objects.get(slug="before").column_id == column.pk
    assert Client().get("/columns/before/").headers["Location"] == "/columns/after/"


def test_a_taken_address_is_refused(editor: Person, make_column: MakeColumn) -> None:
    make_column(slug="taken")
    answer = editor.client.post(reverse(ADD), filled(headline="Other", slug="taken", body=LONG))
    assert "Column with this Slug already exists" in answer.content.decode()
    assert Column.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "the-week"])
def test_the_same_headline_again_gets_a_number(editor: Person, typed: str) -> None:
    for _ in range(3):
        editor.client.post(reverse(ADD), filled(headline="The week", slug=typed, body=LONG))
    assert sorted(Column.objects.values_list("slug", flat=True)) == [
        "the-week",
        "the-week-2",
        "the-week-3",
    ]


@pytest.mark.parametrize(
    ("state", "slug", "typed", "then"),
    [
        ("draft", "xx-working-title", "xx-working-title", "why-buses-lie"),
        ("draft", "xx-working-title-2", "xx-working-title-2", "why-buses-lie"),
        ("draft", "xx-working-title", "buses", "buses"),
        ("draft", "my-own", "my-own", "my-own"),
        ("published", "xx-working-title", "xx-working-title", "xx-working-title"),
        ("withdrawn", "xx-working-title", "xx-working-title", "xx-working-title"),
    ],
)
def test_a_drafts_address_follows_its_headline(
    editor: Person, make_column: MakeColumn, state: str, slug: str, typed: str, then: str
) -> None:
    dated = None if state == "draft" else NOON - DAY
    column = make_column(headline="xx working title", slug=slug, state=state, published_at=dated)
    editor.client.post(change_url(column), filled(column, headline="Why buses lie", slug=typed))
    column.refresh_from_db()
    assert (column.headline, column.slug) == ("Why buses lie", then)


def test_a_headline_that_gives_no_address_asks_for_one(editor: Person) -> None:
    answer = editor.client.post(reverse(ADD), filled(headline="論說", body=LONG))
    assert "Type one, in small Latin letters" in answer.content.decode()


def test_a_wall_that_an_agency_has_not_allowed_is_warned_of(
    editor: Person, make_column: MakeColumn
) -> None:
    agency = Source.objects.create(name="Coast Wire")
    column = make_column(source=agency)
    answer = editor.client.post(
        change_url(column), filled(column, wall="subscribers", source=agency.pk), follow=True
    )
    assert "Coast Wire does not allow this column behind a wall" in answer.content.decode()
    assert Column.objects.get().wall == "subscribers"


def test_a_correction_stands_in_the_record(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    row = {"corrections-0-at_0": "2026-11-18", "corrections-0-at_1": "11:00:00"}
    row |= {"corrections-TOTAL_FORMS": "1", "corrections-0-text": "The port is in the north."}
    editor.client.post(change_url(column), filled(column, row))
    newest = column.revisions.first()
    assert newest is not None
    assert newest.snapshot["corrections"][0]["text"] == "The port is in the north."


@pytest.mark.promise("Changes of wall, price and policy are logged", section="desk")
def test_a_changed_wall_is_in_the_log(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    editor.client.post(change_url(column), filled(column, wall="subscribers"))
    entry = LogEntry.objects.get()
    assert (entry.user, "Wall" in entry.get_change_message()) == (editor.user, True)


@pytest.mark.promise("The editor is a plain text area without JavaScript", section="accessibility")
def test_without_javascript_the_text_is_a_plain_area(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column(body=prose())
    page = editor.client.get(change_url(column)).content.decode()
    assert '<textarea name="body"' in page
    assert "word0x0" in page
    assert 'aria-label="Text"' in page


def test_the_list_counts_no_more_than_it_shows(
    editor: Person, make_column: MakeColumn, ada: Columnist, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        make_column(
            headline=f"Number {number}",
            columnists=(ada,),
            published_at=NOON - timedelta(hours=number + 1),
        )
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = editor.client.get(reverse("admin:articles_column_changelist")).content.decode()
    assert page.count("Ada Brook") >= 3
    match = editor.client.get(
        reverse("admin:articles_column_changelist") + "?q=Number+1"
    ).content.decode()
    assert "Number 1" in match
    assert "Number 2" not in match


@pytest.mark.promise("A published column without a byline is warned of", section="desk")
def test_a_published_column_that_names_nobody_is_warned_of(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    answer = editor.client.post(change_url(column), filled(column), follow=True)
    assert "has no byline" in answer.content.decode()


@pytest.mark.promise(
    "A columnist sees the resulting wall, and no empty settings",
    section="writing",
)
def test_a_columnist_sees_the_outcome_but_no_settings(columnist: Person, editor: Person) -> None:
    for person, is_visible in ((columnist, False), (editor, True)):
        page = person.client.get(reverse(ADD))
        assert (
            "Publishing" in {fieldset.name for fieldset in page.context["adminform"]}
        ) is is_visible
        assert "In effect" in page.content.decode()
        assert ("Follows the default" in page.content.decode()) is is_visible
