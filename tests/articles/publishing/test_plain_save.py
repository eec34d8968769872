"""Tests that a plain save never publishes or withdraws a column: it is refused, and the message
names the button.
"""

from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.models import Column, ColumnActivity, Photo, Source
from articles.publishing import scheduling, workflow
from articles.publishing.bulk import BulkOptions, Publish
from articles.publishing.workflow import BY_KEY, CannotMove
from tests.cast import DAY, NOON, MakeColumn, Person
from tests.desk.filling import LONG, change_url, filled

pytestmark = pytest.mark.promise(
    "A plain save never changes whether readers see a column",
    section="publishing",
)


PAST, FUTURE, NONE = ("2026-01-12", "00:00"), ("2026-12-30", "07:30"), ("", "")
DATES = {"scheduled": NOON + DAY, "live": NOON - DAY, "withdrawn": NOON - DAY}


def make_in_state(make_column: MakeColumn, state: str, **fields: Any) -> Column:
    saved = {"scheduled": "published", "live": "published", "expired": "published"}.get(
        state, state
    )
    if state == "expired":
        fields |= {"expires_at": NOON - DAY}
    dated = NOON - 2 * DAY if state == "expired" else DATES.get(state)
    return make_column(
        **{"state": saved, "published_at": dated, "headline": "BulkOptions", "body": LONG, **fields}
    )


def dated(name: str, form_data: tuple[str, str]) -> dict[str, Any]:
    return {f"{name}_0": form_data[0], f"{name}_1": form_data[1]}


def save_form(editor: Person, column: Column, **typed: Any) -> str:
    return editor.client.post(
        change_url(column), filled(column, **typed), follow=True
    ).content.decode()


def seen(column: Column) -> tuple[str, datetime | None, int]:
    column.refresh_from_db()
    return column.state, column.published_at, Client().get(column.get_absolute_url()).status_code


@pytest.mark.parametrize(
    ("state", "name", "typed", "says"),
    [
        ("scheduled", "published_at", PAST, workflow.SAVE_PUBLISHES),
        ("scheduled", "published_at", NONE, workflow.SAVE_PUBLISHES),
        ("scheduled", "expires_at", PAST, "Its licence ends on 12 January 2026"),
        ("live", "published_at", FUTURE, workflow.SAVE_WITHDRAWS),
        ("live", "published_at", NONE, workflow.SAVE_WITHDRAWS),
        ("live", "expires_at", PAST, workflow.SAVE_WITHDRAWS),
        ("expired", "expires_at", FUTURE, workflow.SAVE_RESTORES),
        ("expired", "expires_at", NONE, workflow.SAVE_RESTORES),
        ("expired", "published_at", FUTURE, workflow.SAVE_WITHDRAWS),
        ("withdrawn", "published_at", FUTURE, workflow.SAVE_SCHEDULES),
        ("withdrawn", "published_at", NONE, workflow.SAVE_SCHEDULES),
    ],
)
def test_a_save_that_would_change_what_readers_see_is_refused(
    editor: Person,
    make_column: MakeColumn,
    state: str,
    name: str,
    typed: tuple[str, str],
    says: str,
) -> None:
    column = make_in_state(make_column, state)
    before = seen(column)
    page = save_form(editor, column, **dated(name, typed), standfirst="Typed just now.")
    assert says in page
    assert "Typed just now." in page
    assert seen(column) == before
    assert column.version == 1


@pytest.mark.parametrize(
    ("state", "typed"),
    [("draft", PAST), ("draft", FUTURE), ("approved", PAST), ("live", PAST), ("withdrawn", PAST)],
)
def test_a_date_that_changes_nothing_for_readers_is_saved(
    editor: Person, make_column: MakeColumn, state: str, typed: tuple[str, str]
) -> None:
    column = make_in_state(make_column, state)
    before = seen(column)
    save_form(editor, column, **dated("published_at", typed))
    assert (seen(column)[0], seen(column)[2]) == (before[0], before[2])
    assert column.published_at is not None
    assert f"{column.published_at:%Y-%m-%d}" == typed[0]


def test_a_new_embargo_is_on_record(editor: Person, make_column: MakeColumn) -> None:
    column = make_in_state(make_column, "scheduled")
    save_form(editor, column, **dated("published_at", FUTURE))
    assert ColumnActivity.objects.get().move == "reschedule"
    assert seen(column)[2] == 404


@pytest.mark.parametrize("state", ["draft", "in-review", "approved", "withdrawn", "scheduled"])
def test_publish_now_does_not_drop_a_future_date(
    editor: Person, make_column: MakeColumn, state: str
) -> None:
    column = make_in_state(make_column, state)
    before = seen(column)
    page = save_form(editor, column, move="publish", **dated("published_at", FUTURE))
    assert f"press “{'Save' if state == 'scheduled' else 'Schedule'}” to use it" in page
    assert seen(column) == before


def test_publish_now_overtakes_the_schedule_as_saved(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_in_state(make_column, "scheduled")
    save_form(editor, column, move="publish")
    assert seen(column) == ("published", NOON, 200)


def test_an_expired_column_comes_back_by_publish_now(
    editor: Person, make_column: MakeColumn
) -> None:
    column = make_in_state(make_column, "expired")
    assert "Its licence ends on" in save_form(
        editor, column, move="publish", **dated("expires_at", PAST)
    )
    save_form(editor, column, move="publish", **dated("expires_at", FUTURE))
    assert seen(column) == ("published", NOON - 2 * DAY, 200)


def test_a_withdrawn_column_is_scheduled(editor: Person, make_column: MakeColumn) -> None:
    column = make_in_state(make_column, "withdrawn")
    save_form(editor, column, move="schedule", **dated("published_at", FUTURE))
    assert seen(column)[::2] == ("published", 404)
    assert scheduling.is_scheduled(column, at=NOON)


@pytest.mark.parametrize("typed", [FUTURE, NONE])
def test_withdraw_keeps_the_date(
    editor: Person, make_column: MakeColumn, typed: tuple[str, str]
) -> None:
    column = make_in_state(make_column, "live")
    page = save_form(editor, column, move="withdraw", note="Why", **dated("published_at", typed))
    assert "does not change the date" in page
    assert seen(column)[0] == "published"


@pytest.mark.parametrize("key", ["schedule", "publish"])
def test_bulk_and_calendar_refuse_what_readers_would_not_see(
    editor: Person, make_column: MakeColumn, key: str
) -> None:
    agency = Source.objects.create(name="Wire")
    appears = NOON + DAY if key == "schedule" else None
    column = make_in_state(
        make_column,
        "approved",
        published_at=appears,
        expires_at=NOON,
        source=agency,
        copyright_notice="© Wire",
    )
    with pytest.raises(CannotMove, match="Its licence ends on"):
        Publish().preview(column, BulkOptions(), by=editor.user, at=NOON)
    with pytest.raises(CannotMove, match="Its licence ends on"):
        scheduling.make_move(BY_KEY[key], column, by=editor.user, at=NOON)


def test_the_form_says_when_it_goes_live(
    editor: Person, make_column: MakeColumn, settings: LazySettings
) -> None:
    column = make_in_state(
        make_column, "scheduled", published_at=datetime.fromisoformat("2026-11-30T07:30Z")
    )
    assert (
        "Goes live Monday 30 November, 07:30."
        in editor.client.get(change_url(column)).content.decode()
    )
    draft = make_in_state(make_column, "draft", slug="other")
    save_form(editor, draft, **dated("published_at", FUTURE))
    page = editor.client.get(change_url(draft)).content.decode()
    assert "Goes live Wednesday 30 December, 07:30, once you press “Schedule”." in page


NO_TEXT, NO_COPYRIGHT, NO_CREDIT = (
    "There is no text.",
    "requires its copyright line",
    "has no credit",
)
ERRORS = [
    ({"body": ""}, "body", NO_TEXT),
    ({"body": "<p>\u200b \u00ad</p>"}, "body", NO_TEXT),
    ({"body": "<hr>"}, "body", NO_TEXT),
    ({"copyright_notice": ""}, "copyright_notice", NO_COPYRIGHT),
    ({"copyright_notice": "  "}, "copyright_notice", NO_COPYRIGHT),
    ({"lead_photo": "the photo"}, "lead_photo", NO_CREDIT),
]


@pytest.mark.promise(
    "A plain save refuses in a scheduled column what publishing refuses, and warns in a live one",
    section="publishing",
)
@pytest.mark.parametrize("state", ["scheduled", "live", "draft"])
@pytest.mark.parametrize(("typed", "field", "says"), ERRORS)
def test_a_plain_save_runs_the_checks_of_publishing(
    editor: Person,
    make_column: MakeColumn,
    state: str,
    typed: dict[str, Any],
    field: str,
    says: str,
) -> None:
    agency = Source.objects.create(name="Wire", copyright_notice="© Wire")
    column = make_in_state(
        make_column, state, source=agency, copyright_notice="© Wire", may_wall=True
    )
    if "lead_photo" in typed:
        typed = {"lead_photo": Photo.objects.create(alt="A pier").pk}
    form = filled(column, **{"source": agency.pk, "copyright_notice": "© Wire", **typed})
    answer = editor.client.post(change_url(column), form, follow=True)
    column.refresh_from_db()
    if state == "scheduled":
        assert says in str(answer.context["adminform"].form.errors[field])
    else:
        assert (says in answer.content.decode()) is (state == "live")
    assert (column.version == 1) is (state == "scheduled")
