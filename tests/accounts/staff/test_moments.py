"""Local times in zones whose clocks change: skipped ones are refused, repeated ones asked about."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError

from accounts.staff import local_time
from accounts.staff.local_time_fields import MomentField, MomentWidget

pytestmark = pytest.mark.promise(
    "A local time that is skipped or repeated by a clock change is refused with advice, and no"
    " input is lost",
    section="desk",
)


BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def local_moment(source: str) -> datetime:
    return datetime.fromisoformat(source)


@pytest.mark.parametrize(
    ("zone", "local", "moment"),
    [
        (BERLIN, "2026-03-28 06:00", "2026-03-28 05:00"),
        (BERLIN, "2026-03-29 01:59:59", "2026-03-29 00:59:59"),
        (BERLIN, "2026-03-29 03:00", "2026-03-29 01:00"),
        (BERLIN, "2026-03-30 06:00", "2026-03-30 04:00"),
        (BERLIN, "2026-10-25 01:59:59", "2026-10-24 23:59:59"),
        (BERLIN, "2026-10-25 03:00", "2026-10-25 02:00"),
        (BERLIN, "2026-10-26 06:00", "2026-10-26 05:00"),
        (NEW_YORK, "2026-03-09 06:00", "2026-03-09 10:00"),
        (NEW_YORK, "2026-11-02 06:00", "2026-11-02 11:00"),
    ],
)
def test_a_time_that_comes_once_is_that_moment(
    settings: LazySettings, zone: str, local: str, moment: str
) -> None:
    settings.TIME_ZONE = zone
    assert local_time.resolve(local_moment(local)) == local_moment(moment).replace(tzinfo=UTC)
    assert local_time.choices(local_moment(local)) == []


@pytest.mark.parametrize(
    ("zone", "local", "next_one"),
    [
        (BERLIN, "2026-03-29 02:00", "03:00"),
        (BERLIN, "2026-03-29 02:30:17", "03:00"),
        (NEW_YORK, "2026-03-08 02:59:59", "03:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:10", "02:30"),
        ("Pacific/Apia", "2011-12-30 12:00", "31 December 2011, 00:00"),
    ],
)
def test_a_skipped_time_is_refused_with_the_next_that_exists(
    settings: LazySettings, zone: str, local: str, next_one: str
) -> None:
    settings.TIME_ZONE = zone
    with pytest.raises(local_time.NonexistentTime) as refused:
        local_time.resolve(local_moment(local))
    assert (
        f"in {zone}: the clocks go forward then. The next time that exists is {next_one}."
        in str(refused.value)
    )


@pytest.mark.parametrize(
    ("zone", "local", "first", "second", "named"),
    [
        (BERLIN, "2026-10-25 02:30", "00:30", "01:30", "the first: CEST, UTC+02:00"),
        (BERLIN, "2026-10-25 02:00", "00:00", "01:00", "the first: CEST, UTC+02:00"),
        (NEW_YORK, "2026-11-01 01:15", "05:15", "06:15", "the first: EDT, UTC-04:00"),
    ],
)
def test_a_repeated_time_asks_which_is_meant(
    settings: LazySettings, zone: str, local: str, first: str, second: str, named: str
) -> None:
    settings.TIME_ZONE = zone
    with pytest.raises(local_time.AmbiguousTime, match="comes twice"):
        local_time.resolve(local_moment(local))
    results = [
        local_time.resolve(local_moment(local), which)
        for which in (local_time.FIRST, local_time.SECOND)
    ]
    assert [f"{at:%H:%M}" for at in results] == [first, second]
    assert local_time.choices(local_moment(local))[0] == (local_time.FIRST, named)
    assert [local_time.which_of(at) for at in results] == [local_time.FIRST, local_time.SECOND]


@pytest.mark.parametrize(
    ("zone", "far"), [(BERLIN, "0001-01-01 00:00"), (NEW_YORK, "9999-12-31 23:59")]
)
def test_a_day_beyond_the_calendar_is_refused_in_a_sentence(
    settings: LazySettings, zone: str, far: str
) -> None:
    settings.TIME_ZONE = zone
    with pytest.raises(local_time.NonexistentTime, match=local_time.NO_CALENDAR):
        local_time.resolve(local_moment(far))
    assert local_time.choices(local_moment(far)) == []


def test_a_field_asks_keeps_what_was_typed_and_takes_the_answer(settings: LazySettings) -> None:
    settings.TIME_ZONE = BERLIN
    field = MomentField()
    widget: Any = field.widget
    with pytest.raises(ValidationError, match="comes twice"):
        field.clean(["2026-10-25", "02:30", None])
    requested = widget.render("at", ["2026-10-25", "02:30", None])
    assert 'value="2026-10-25"' in requested
    assert 'value="02:30"' in requested
    assert '<option value="second">the second: CET, UTC+01:00</option>' in requested
    assert field.clean(["2026-10-25", "02:30", "second"]) == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )


def test_a_saved_second_time_is_shown_and_saved_as_the_second(settings: LazySettings) -> None:
    settings.TIME_ZONE = BERLIN
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    text = MomentWidget().render("at", at)
    assert '<option value="second" selected>' in text
    assert not MomentField().has_changed(at, ["2026-10-25", "02:30:00", "second"])
    assert MomentField().has_changed(at, ["2026-10-25", "02:30:00", "first"])


def test_an_ordinary_time_asks_nothing_and_shows_its_zone(settings: LazySettings) -> None:
    settings.TIME_ZONE = BERLIN
    text = MomentWidget().render("at", datetime(2026, 7, 1, 4, 0, tzinfo=UTC))
    assert "<select" not in text
    assert 'type="time" name="at_1" value="06:00"' in text
    assert BERLIN in text


@pytest.mark.parametrize("parts", [["", ""], [None, None, None], []])
def test_an_empty_moment_is_none_where_it_may_be(parts: list[str]) -> None:
    assert MomentField(required=False).clean(parts) is None


@pytest.mark.parametrize(
    "parts", [["2026-07-01", ""], ["", "06:00"], ["2026-13-01", "06:00"], ["x", "y"]]
)
def test_a_date_without_a_time_is_refused(parts: list[str]) -> None:
    with pytest.raises(ValidationError):
        MomentField(required=False).clean(parts)


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        (BERLIN, "2026-10-25", "2026-10-24 22:00"),
        (BERLIN, "2026-10-26", "2026-10-25 23:00"),
        ("America/Havana", "2026-03-08", "2026-03-08 05:00"),  # its clocks skip this midnight
    ],
)
def test_a_day_begins_with_its_first_moment(
    settings: LazySettings, zone: str, day: str, moment: str
) -> None:
    settings.TIME_ZONE = zone
    assert local_time.midnight(date.fromisoformat(day)) == local_moment(moment).replace(tzinfo=UTC)


def test_times_are_shown_in_the_sites_zone(settings: LazySettings) -> None:
    settings.TIME_ZONE = BERLIN
    assert (
        local_time.format_local(local_moment("2026-11-18 23:30").replace(tzinfo=UTC))
        == "19 November 2026, 00:30"
    )


@pytest.mark.parametrize(
    ("at", "value", "step"),
    [
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), "04:00", ""),
        (datetime(2026, 7, 1, 4, 0, 7, tzinfo=UTC), "04:00:07", ' step="1"'),
        (["1/7/2026", "4:00"], "04:00", ""),
        (["2026-07-01", "04:00:07"], "04:00:07", ' step="1"'),
    ],
)
def test_the_browsers_controls_show_every_moment(at: object, value: str, step: str) -> None:
    """A control that cannot show what was saved or typed would lose it with the next save."""
    text = MomentWidget().render("at", at)
    assert 'type="date" name="at_0" value="2026-07-01"' in text
    assert f'type="time" name="at_1" value="{value}"' in text
    assert (step or " ") in text
    assert bool(step) == ('step="1"' in text)


def test_seconds_stand_for_one_moment_only() -> None:
    widget = MomentWidget()
    widget.render("at", datetime(2026, 7, 1, 4, 0, 7, tzinfo=UTC))
    assert "step" not in widget.render("at", datetime(2026, 7, 1, 4, 0, tzinfo=UTC))
