"""Tests that an embargo ends at the local minute that was typed, before and after a change of the
clocks.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from articles.models import Column
from tests.cast import SECOND, MakeColumn, Person
from tests.desk.filling import ADD, LONG, change_url, filled

pytestmark = pytest.mark.promise(
    "A local time that is skipped or repeated by a clock change is refused with advice, and no"
    " input is lost",
    section="desk",
)


SIX: dict[str, Any] = {"published_at_1": "06:00:00"}


@pytest.mark.parametrize(
    ("zone", "today", "tomorrow", "lifts"),
    [
        ("Europe/Berlin", "2026-10-25T11:00", "2026-10-26", "2026-10-26T05:00"),
        ("Europe/Berlin", "2026-10-24T11:00", "2026-10-25", "2026-10-25T05:00"),
        ("Europe/Berlin", "2027-03-27T11:00", "2027-03-28", "2027-03-28T04:00"),
        ("America/New_York", "2026-11-01T16:00", "2026-11-02", "2026-11-02T11:00"),
        ("America/New_York", "2027-03-13T16:00", "2027-03-14", "2027-03-14T10:00"),
    ],
)
def test_scheduled_for_six_it_appears_at_six(
    settings: LazySettings,
    noon: Any,
    editor: Person,
    zone: str,
    today: str,
    tomorrow: str,
    lifts: str,
) -> None:
    settings.TIME_ZONE = zone
    noon.move_to(datetime.fromisoformat(today).replace(tzinfo=UTC))
    editor.client.force_login(editor.user)
    form = filled(headline="Early", body=LONG, move="schedule", published_at_0=tomorrow, **SIX)
    assert editor.client.post(reverse(ADD), form).status_code == 302
    column, moment = Column.objects.get(), datetime.fromisoformat(lifts).replace(tzinfo=UTC)
    assert column.published_at == moment
    noon.move_to(moment - SECOND)
    assert Client().get(column.get_absolute_url()).status_code == 404
    noon.move_to(moment)
    assert Client().get(column.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-28", "02:30", "The next time that exists is 03:00."),
        ("2027-10-31", "02:30", "and 02:30 comes twice. Choose which of the two"),
    ],
)
def test_a_time_that_is_none_or_two_loses_nothing(
    settings: LazySettings,
    editor: Person,
    make_column: MakeColumn,
    day: str,
    time: str,
    sentence: str,
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    column = make_column(state="approved", published_at=None)
    form_data: dict[str, Any] = {"published_at_0": day, "published_at_1": time}
    answer = editor.client.post(
        change_url(column), filled(column, headline="Typed", move="schedule", **form_data)
    )
    page = answer.content.decode()
    assert sentence in page
    assert 'value="Typed"' in page
    assert f'value="{day}"' in page
    column.refresh_from_db()
    assert (column.state, column.version) == ("approved", 1)


def test_the_second_of_two_equal_times_can_be_meant(
    settings: LazySettings, editor: Person, make_column: MakeColumn
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    column = make_column(state="approved", published_at=None)
    form_data: dict[str, Any] = {
        "published_at_0": "2027-10-31",
        "published_at_1": "02:30",
        "published_at_2": "second",
    }
    editor.client.post(change_url(column), filled(column, move="schedule", **form_data))
    column.refresh_from_db()
    assert column.published_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
