"""Tests of the calendar at the desk: what appears when, and changes of dates without lost work."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from articles.models import Column, ColumnActivity, Columnist, Photo
from articles.models.columns import ColumnText
from articles.publishing import month_calendar
from articles.publishing.month_calendar import Month
from articles.publishing.save import save_column
from tests.cast import DAY, HOUR, NOON, MakeColumn, Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise(
        "The calendar shows scheduled columns; dates are changed in place, never over "
        "another save, in the past, or without permission",
        section="desk",
    ),
]

CALENDAR = "admin:articles_column_calendar"
State = Column.State


def page_of(person: Person, month: str = "2026-11") -> str:
    answer = person.client.get(reverse(CALENDAR), {"month": month})
    assert answer.status_code == 200
    return str(answer.content.decode())


def placed(person: Person, column: Column, day: str, time: str = "06:00", **more: Any) -> Any:
    form = {
        "appears_0": day,
        "appears_1": time,
        "seen_version": column.version,
        "month": "2026-11",
        **more,
    }
    return person.client.post(reverse("admin:articles_column_place", args=[column.pk]), form)


@pytest.fixture
def scheduled(make_column: MakeColumn) -> Column:
    return make_column(headline="Tomorrow’s", published_at=NOON + DAY)


# The month


def test_a_sheet_has_whole_weeks_from_the_day_that_the_locale_begins_with(db: None) -> None:
    weeks = month_calendar.weeks(Month(2026, 11), Column.objects.all(), at=NOON)
    assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2026, 10, 26), date(2026, 12, 6))
    with translation.override("en-us"):
        weeks = month_calendar.weeks(Month(2026, 11), Column.objects.all(), at=NOON)
    assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2026, 11, 1), date(2026, 12, 5))


def test_today_is_marked_once(editor: Person) -> None:
    assert page_of(editor).count('aria-current="date"') == 1
    assert 'aria-current="date"' not in page_of(editor, "2027-02")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia"])
def test_a_column_stands_on_the_day_of_the_sites_zone(
    settings: LazySettings, make_column: MakeColumn, zone: str
) -> None:
    settings.TIME_ZONE = zone
    moment = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    column = make_column(published_at=moment)
    weeks = month_calendar.weeks(Month(2026, 11), Column.objects.all(), at=NOON)
    days = [day.day for week in weeks for day in week if column in day.columns]
    assert days == [date(2026, 11, 18 if zone == "America/New_York" else 19)]


def test_states_are_written_out_and_undated_ones_stand_beside(
    editor: Person, make_column: MakeColumn
) -> None:
    make_column(headline="Appeared", published_at=NOON - DAY)
    make_column(headline="Comes", published_at=NOON + DAY)
    make_column(headline="Ready", state=State.APPROVED, published_at=None)
    make_column(headline="Begun", state=State.DRAFT, published_at=None)
    make_column(headline="Taken back", state=State.WITHDRAWN, published_at=NOON - DAY)
    page = page_of(editor)
    for words in ("<span>Published</span>", "<span>Scheduled</span>", "<span>Approved</span>"):
        assert page.count(words) == 1
    assert "Begun" not in page
    assert "Taken back" not in page
    assert page.index("Ready") > page.index("Approved, without a date")
    assert page.count("<summary>Move") == 1
    assert page.count("<summary>Schedule") == 1


def test_an_empty_month_says_so_and_leads_on(editor: Person) -> None:
    page = page_of(editor, "2026-12")
    assert "Nothing appears in December 2026." in page
    assert "?month=2026-11" in page
    assert "?month=2027-01" in page


@pytest.mark.parametrize(
    "month", ["", "x", "2026-13", "2026-00", "9999-12", "0001-01", "٢٠٢٦-١١", "2026-1", "2026-011"]
)
def test_a_month_that_is_none_is_the_present_one(editor: Person, month: str) -> None:
    assert "November 2026" in page_of(editor, month)


def test_a_crowded_day_says_how_many_more(editor: Person, make_column: MakeColumn) -> None:
    for number in range(month_calendar.MOST_A_DAY + 3):
        make_column(published_at=NOON - number * HOUR / 2)
    page = page_of(editor)
    assert "3 more" in page
    assert "?since=2026-11-18&amp;until=2026-11-18" in page


def test_a_columnist_sees_own_columns_without_a_way_to_move_them(
    columnist: Person, make_column: MakeColumn
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    make_column(headline="Mine", published_at=NOON + DAY, columnists=(own,))
    make_column(headline="Theirs", published_at=NOON + DAY)
    page = page_of(columnist)
    assert "Mine" in page
    assert "Theirs" not in page
    assert "<summary>" not in page


def test_a_sheet_costs_the_same_however_full(
    editor: Person, make_column: MakeColumn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ada = Columnist.objects.create(name="Ada", slug="ada")
    page_of(editor)
    for number in range(30):
        make_column(published_at=NOON + (number - 10) * DAY / 2, columnists=(ada,))
        make_column(state=State.APPROVED, published_at=None, columnists=(ada,))
    with django_assert_max_num_queries(14):
        page_of(editor)


# Changing dates


def test_a_scheduled_column_is_moved_by_one_version(editor: Person, scheduled: Column) -> None:
    answer = placed(editor, scheduled, "2026-11-25")
    assert answer.headers["Location"] == f"{reverse(CALENDAR)}?month=2026-11"
    scheduled.refresh_from_db()
    assert (scheduled.published_at, scheduled.version) == (datetime(2026, 11, 25, 6, tzinfo=UTC), 2)
    newest = scheduled.revisions.first()
    assert newest is not None
    assert newest.why == "Moved from 19 November 2026, 12:00 to 25 November 2026, 06:00"
    act = ColumnActivity.objects.get()
    assert (act.move, act.by) == ("reschedule", editor.user)
    assert (
        "Rescheduled"
        in editor.client.get(
            reverse("admin:articles_column_notes", args=[scheduled.pk])
        ).content.decode()
    )


def test_links_and_wall_move_with_it(
    editor: Person, make_column: MakeColumn, ada: Columnist
) -> None:
    column = make_column(
        "free", published_at=NOON + DAY, columnists=(ada,), then_wall="metered", then_after=24
    )
    placed(editor, column, "2026-11-25")
    column.refresh_from_db()
    assert column.bylines.get().live_from == column.published_at
    assert column.then_from == datetime(2026, 11, 26, 6, tzinfo=UTC)


def test_an_approved_column_is_scheduled(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(state=State.APPROVED, published_at=None)
    placed(editor, column, "2026-11-20")
    column.refresh_from_db()
    assert (column.state, column.published_at) == (
        State.PUBLISHED,
        datetime(2026, 11, 20, 6, tzinfo=UTC),
    )
    assert ColumnActivity.objects.get().move == "schedule"


@pytest.mark.parametrize("day", ["2026-11-17", "2026-11-18"])
def test_what_is_past_is_refused_and_stays_typed(
    editor: Person, scheduled: Column, day: str
) -> None:
    answer = placed(editor, scheduled, day, "11:59")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "is in the past. Choose a later time." in page
    assert f'value="{day}"' in page
    scheduled.refresh_from_db()
    assert (scheduled.published_at, scheduled.version) == (NOON + DAY, 1)


def test_a_save_meanwhile_is_told_and_not_undone(editor: Person, scheduled: Column) -> None:
    fresh = Column.objects.get(pk=scheduled.pk)
    fresh.headline = "Theirs"
    save_column(fresh, by=editor.user, at=NOON)
    answer = placed(editor, scheduled, "2026-11-25")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "saved this column on 18 November 2026, 12:00, after you opened this page." in page
    assert 'name="seen_version" value="2"' in page
    scheduled.refresh_from_db()
    assert (scheduled.headline, scheduled.published_at) == ("Theirs", NOON + DAY)
    assert placed(editor, scheduled, "2026-11-25").status_code == 302


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN])
def test_only_what_is_to_come_is_dated_here(
    editor: Person, make_column: MakeColumn, state: str
) -> None:
    column = make_column(state=state, published_at=NOON - DAY)
    answer = placed(editor, column, "2026-11-25")
    assert "so its date cannot be changed here" in answer.content.decode()
    column.refresh_from_db()
    assert (column.state, column.published_at, column.version) == (state, NOON - DAY, 1)


def test_what_would_break_is_not_scheduled(editor: Person, make_column: MakeColumn) -> None:
    column = make_column(state=State.APPROVED, published_at=None)
    column.text.body = ""
    column.text.save()
    assert "There is no text." in placed(editor, column, "2026-11-25").content.decode()
    column.refresh_from_db()
    assert (column.state, column.published_at) == (State.APPROVED, None)


@pytest.mark.parametrize(
    ("who", "status"),
    [("columnist", 404), ("moderator", 403), ("publisher", 403), ("subscriber", 302)],
)
def test_nobody_else_moves_a_column(
    who: str, status: int, request: pytest.FixtureRequest, scheduled: Column
) -> None:
    person: Person = request.getfixturevalue(who)
    assert placed(person, scheduled, "2026-11-25").status_code == status
    scheduled.refresh_from_db()
    assert scheduled.version == 1


def test_a_columnist_moves_not_even_the_own(columnist: Person, make_column: MakeColumn) -> None:
    own = Columnist.objects.get(user=columnist.user)
    column = make_column(published_at=NOON + DAY, columnists=(own,))
    assert placed(columnist, column, "2026-11-25").status_code == 403


def test_a_date_is_not_changed_while_the_checklist_has_an_error(
    editor: Person, scheduled: Column
) -> None:
    photo = Photo.objects.create(alt="", credit="N. Ames")
    Column.objects.update(lead_photo=photo)
    answer = placed(editor, scheduled, "2026-11-25")
    assert "no alternative text." in answer.content.decode()
    assert Column.objects.get().published_at == scheduled.published_at
    Photo.objects.update(alt="A pier")
    assert placed(editor, scheduled, "2026-11-25").status_code == 302
    ColumnText.objects.update(body="")
    scheduled.refresh_from_db()
    assert "There is no text." in placed(editor, scheduled, "2026-11-26").content.decode()
    assert Column.objects.get().published_at == scheduled.published_at


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2027-03-28", "There is no 02:30 on 28 March 2027"),
        ("2027-10-31", "02:30 comes twice"),
        ("", "required"),
    ],
)
def test_a_time_that_is_none_or_two_is_refused_where_it_was_typed(
    settings: LazySettings, editor: Person, scheduled: Column, day: str, sentence: str
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    answer = placed(editor, scheduled, day, "02:30")
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert Column.objects.get().version == 1


def test_the_second_of_two_equal_times_is_meant(
    settings: LazySettings, editor: Person, scheduled: Column
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    placed(editor, scheduled, "2027-10-31", "02:30", appears_2="second")
    assert Column.objects.get().published_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_its_writers_hear_of_the_new_time(
    editor: Person, columnist: Person, make_column: MakeColumn
) -> None:
    own = Columnist.objects.get(user=columnist.user)
    placed(
        editor,
        make_column(headline="Ports", published_at=NOON + DAY, columnists=(own,)),
        "2026-11-25",
    )
    assert [email.to for email in mail.outbox] == [[columnist.user.email]]
    assert "“Ports” was rescheduled" in mail.outbox[0].subject
    assert "25 November 2026" in mail.outbox[0].body


def test_the_calendar_is_linked_from_the_first_screen(editor: Person) -> None:
    assert f'href="{reverse(CALENDAR)}"' in editor.client.get("/admin/").content.decode()


def test_days_follow_each_other_without_a_gap(db: None) -> None:
    days = [
        day.day
        for week in month_calendar.weeks(Month(2027, 2), Column.objects.all(), at=NOON)
        for day in week
    ]
    assert days == [days[0] + timedelta(days=position) for position in range(len(days))]
    assert len(days) % 7 == 0
