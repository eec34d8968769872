"""Tests of scheduled changes of a wall: paywall, page, caches, search and feeds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.responses import PRIVATE
from articles import wall_schedule
from articles.models import Column, Columnist, Series, Source, Topic
from articles.publishing import corrections, revisions, series_order
from articles.publishing.bulk import AddTopics, BulkOptions, Publish, RemoveTopics, run_all
from articles.publishing.save import save_column
from subscriptions.models import PaywallChange, Wall
from tests.cast import DAY, HOUR, NOON, SECOND, MakeColumn, Person, prose
from tests.desk.filling import ADD, LONG, change_url, filled

pytestmark = pytest.mark.promise(
    "Scheduled walls change to the second, without a job, in cached pages, feeds, search and shared"
    " caches",
    section="publishing",
)


HIDDEN = "Paragraph-nine"
BODY = prose(8) + f"<p>{HIDDEN} ends it.</p>"
LIFE: dict[str, Any] = {
    "then_wall": "metered",
    "then_after": 24,
    "later_wall": "subscribers",
    "later_after": 72,
}


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def free_for_a_day(noon: Any, make_column: MakeColumn) -> Column:
    return make_column(Wall.FREE, body=BODY, published_at=NOON, headline="Harbours", **LIFE)


@pytest.mark.parametrize(
    ("after", "wall"),
    [
        (timedelta(0), Wall.FREE),
        (24 * HOUR - SECOND, Wall.FREE),
        (24 * HOUR, Wall.METERED),
        (72 * HOUR - SECOND, Wall.METERED),
        (72 * HOUR, Wall.SUBSCRIBERS),
        (900 * DAY, Wall.SUBSCRIBERS),
    ],
)
def test_each_step_on_the_second(free_for_a_day: Column, after: timedelta, wall: Wall) -> None:
    assert Column.objects.get().wall_at(NOON + after) == wall


@pytest.mark.parametrize("after", [24 * HOUR - SECOND, 24 * HOUR])
def test_the_page_follows_without_a_job_though_it_is_kept(
    free_for_a_day: Column, after: timedelta
) -> None:
    address, person = free_for_a_day.get_absolute_url(), Client()
    with at(NOON + HOUR):
        assert HIDDEN in person.get(address).content.decode()
    with at(NOON + after):
        answer = person.get(address)
    assert bool(answer.cookies) is (after == 24 * HOUR)
    with at(NOON + 73 * HOUR):
        answer = Client().get(address)
    assert HIDDEN not in answer.content.decode()
    assert answer["Cache-Control"] == PRIVATE


@pytest.mark.parametrize(
    ("left", "seconds"), [(timedelta(hours=2), 60), (59 * SECOND, 59), (SECOND, 1)]
)
@pytest.mark.parametrize("path", ["column", "feed"])
def test_no_cache_shares_it_past_the_moment(
    free_for_a_day: Column, left: timedelta, seconds: int, path: str
) -> None:
    address = free_for_a_day.get_absolute_url() if path == "column" else reverse("articles:feed")
    with at(NOON + DAY - left):
        answer = Client().get(address)
    assert HIDDEN in answer.content.decode()
    assert answer["Cache-Control"] == f"public, max-age=0, s-maxage={seconds}"


def test_search_finds_what_is_hidden_later_for_nobody_who_may_not_read_it(
    free_for_a_day: Column, subscriber: Person
) -> None:
    for moment in (NOON + HOUR, NOON + 25 * HOUR, NOON + 100 * HOUR):
        with at(moment):
            visitor = Client().get(reverse("articles:search"), {"q": HIDDEN}).content.decode()
            by_headline = (
                Client().get(reverse("articles:search"), {"q": "Harbours"}).content.decode()
            )
        assert free_for_a_day.get_absolute_url() not in visitor
        assert free_for_a_day.get_absolute_url() in by_headline
    match = subscriber.client.get(reverse("articles:search"), {"q": HIDDEN}).content.decode()
    assert free_for_a_day.get_absolute_url() in match


def test_it_may_open_later(noon: Any, make_column: MakeColumn) -> None:
    column = make_column(
        Wall.SUBSCRIBERS, body=BODY, published_at=NOON, then_wall="free", then_after=48
    )
    for moment, opened in ((NOON + 48 * HOUR - SECOND, False), (NOON + 48 * HOUR, True)):
        with at(moment):
            assert (HIDDEN in Client().get(column.get_absolute_url()).content.decode()) is opened
            assert (HIDDEN in Client().get(reverse("articles:feed")).content.decode()) is opened


def test_an_agencys_column_is_never_metered_without_leave(make_column: MakeColumn) -> None:
    agency = Source.objects.create(name="Wire")
    column = make_column(
        Wall.SUBSCRIBERS, source=agency, published_at=NOON, then_wall="metered", then_after=1
    )
    assert column.wall_at(NOON + HOUR) == Wall.FREE


def test_a_new_date_moves_the_steps(free_for_a_day: Column) -> None:
    free_for_a_day.published_at = NOON + DAY
    save_column(free_for_a_day, by=None, at=NOON)
    column = Column.objects.get()
    assert (column.then_from, column.later_from) == (NOON + 2 * DAY, NOON + 4 * DAY)


@pytest.mark.promise(
    "Series and columnist have wall defaults; scheduled hours are described and drawn in order",
    section="publishing",
)
@pytest.mark.parametrize(
    ("series", "columnist", "follows", "wall"),
    [
        ("free", "subscribers", True, "free"),
        ("", "subscribers", True, "subscribers"),
        ("", "", True, "metered"),
        ("free", "subscribers", False, "metered"),
    ],
)
def test_whose_default_it_follows(
    make_column: MakeColumn, ada: Columnist, series: str, columnist: str, follows: bool, wall: str
) -> None:
    letters = Series.objects.create(name="Letters", slug="letters", default_wall=series)
    Columnist.objects.update(default_wall=columnist)
    column = make_column(series=letters, columnists=(ada,), follows_default=follows)
    assert Column.objects.get(pk=column.pk).wall == wall


def test_a_columnists_new_column_follows_the_default(columnist: Person) -> None:
    Columnist.objects.update(default_wall="free", then_wall="metered", then_after=12)
    columnist.client.post(
        reverse(ADD), filled(headline="Mine", body=LONG, wall="free", then_wall="subscribers")
    )
    column = Column.objects.get()
    assert (column.wall, column.then_wall, column.then_after) == ("free", "metered", 12)


def restore(column: Column, by: Person) -> None:
    revisions.restore(column.revisions.earliest("version"), by=by.user, at=NOON)


def correct(column: Column, by: Person) -> None:
    corrections.add(column.pk, "A name was misspelt.", by=by.user, at=NOON)


def file_in_bulk(column: Column, by: Person) -> None:
    for act in (AddTopics(), RemoveTopics()):
        options = BulkOptions(topics=(Topic.objects.get(),))
        seen = Column.objects.get(pk=column.pk).version
        assert run_all(act, {column.pk: seen}, options, by=by.user, at=NOON).done


def number(column: Column, by: Person) -> None:
    assert column.series is not None
    series_order.reorder(
        column.series, {column.pk: 7}, {column.pk: column.version}, by=by.user, at=NOON
    )


def save_again(column: Column, by: Person) -> None:
    save_column(Column.objects.get(pk=column.pk), by=by.user, at=NOON)


@pytest.mark.promise(
    "Corrections, restored versions, topics in bulk and series order never apply a changed default"
    " wall",
    section="publishing",
)
@pytest.mark.parametrize("act", [restore, correct, file_in_bulk, number, save_again])
@pytest.mark.parametrize("owner", [Series, Columnist])
def test_only_the_form_applies_a_changed_default(
    editor: Person,
    make_column: MakeColumn,
    ada: Columnist,
    owner: Any,
    act: Callable[[Column, Person], None],
) -> None:
    Topic.objects.create(name="Harbours", slug="harbours")
    letters = Series.objects.create(name="Letters", slug="letters")
    owner.objects.update(default_wall="subscribers")
    letters.refresh_from_db()
    column = make_column(
        series=letters, columnists=(ada,), follows_default=True, published_at=NOON - DAY
    )
    assert column.wall == Wall.SUBSCRIBERS
    owner.objects.update(default_wall="free", then_wall="metered", then_after=2)
    act(column, editor)
    saved = Column.objects.get()
    assert saved.version > 1
    assert (saved.wall, saved.then_wall, saved.then_from) == (Wall.SUBSCRIBERS, "", None)
    editor.client.post(change_url(saved), filled(saved, follows_default="on", series=letters.pk))
    saved = Column.objects.get()
    assert (saved.wall, saved.then_wall, saved.then_from) == (
        Wall.FREE,
        "metered",
        NOON - DAY + 2 * HOUR,
    )


@pytest.mark.parametrize("in_form", [True, False])
def test_publishing_checks_the_wall_that_the_column_will_have(
    editor: Person, make_column: MakeColumn, in_form: bool
) -> None:
    """A default of the series replaces a forbidden wall in the form, but not in the list's bulk
    action.
    """
    letters = Series.objects.create(name="Letters", slug="letters")
    terms: dict[str, Any] = {
        "source": Source.objects.create(name="Wire"),
        "may_wall": False,
        "copyright_notice": "© Wire",
    }
    draft: dict[str, Any] = {"state": Column.State.APPROVED, "published_at": None}
    column = make_column(
        Wall.SUBSCRIBERS, series=letters, body=BODY, follows_default=True, **terms, **draft
    )
    Series.objects.update(default_wall="free")
    if in_form:
        agency: dict[str, Any] = {
            "source": column.source_id,
            "copyright_notice": "© Wire",
            "may_wall": None,
        }
        fields = filled(column, follows_default="on", series=letters.pk, move="publish", **agency)
        editor.client.post(change_url(column), fields)
    else:
        outcome = run_all(Publish(), {column.pk: 1}, BulkOptions(), by=editor.user, at=NOON)
        assert "does not allow this column behind a wall" in outcome.refused[0][1]
    saved = Column.objects.get()
    expected = ("published", Wall.FREE) if in_form else ("approved", Wall.SUBSCRIBERS)
    assert (saved.state, saved.wall) == expected


STEPS = {
    "then_wall": ("", "metered"),
    "then_after": (None, 5),
    "later_wall": ("", "subscribers"),
    "later_after": (None, 5, 9),
}
GOOD = [("", None, "", None), ("metered", 5, "", None), ("metered", 5, "subscribers", 9)]


@pytest.mark.parametrize("steps", list(product(*STEPS.values())))
def test_only_steps_that_make_sense(steps: tuple[Any, ...]) -> None:
    life = Column(**dict(zip(STEPS, steps, strict=True)))
    if steps in GOOD:
        life.clean_schedule("free")
    else:
        with pytest.raises(ValidationError):
            life.clean_schedule("free")


def test_two_equal_walls_in_a_row_are_refused_and_what_was_typed_stays(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_column()
    answer = editor.client.post(
        change_url(column), filled(column, wall="free", then_wall="free", then_after="7")
    )
    page = answer.content.decode()
    assert "is the wall before this one already" in page
    assert 'value="7"' in page
    column.refresh_from_db()
    assert (column.wall, column.version) == ("metered", 1)


def test_the_desk_sets_it_and_it_is_on_record(editor: Person, make_column: MakeColumn) -> None:
    column = make_column()
    editor.client.post(
        change_url(column), filled(column, wall="free", then_wall="metered", then_after="24")
    )
    fields = set(PaywallChange.objects.values_list("field", flat=True))
    assert fields == {"Wall", "Then", "Then, after hours"}
    page = editor.client.get(change_url(column)).content.decode()
    assert "Free for everyone for 24 hours, then metered" in page
    assert "<svg" in page


@pytest.mark.promise(
    "Series and columnist have wall defaults; scheduled hours are described and drawn in order",
    section="publishing",
)
@pytest.mark.parametrize(
    ("hours", "said"), [(1, "1 hour"), (36, "36 hours"), (24, "24 hours"), (48, "2 days")]
)
def test_hours_in_words(hours: int, said: str) -> None:
    assert wall_schedule.span(hours) == said


def test_beyond_the_calendar_it_never_comes(make_column: MakeColumn) -> None:
    far = NOON.replace(year=9999)
    column = make_column(published_at=far, then_wall="free", then_after=43_000)
    assert column.wall_at(far) == Wall.METERED
